import { loadSampleSchool } from '@rollcall/database'
import { beforeAll, expect, test } from 'vitest'
import { scratchDatabase, testNow } from '../scratch-database.ts'
import { liveFaults, plantLive } from './live-faults.ts'
import { keysOf, lookAtAll, statesOf } from './look-at-all.ts'

const database = scratchDatabase()
beforeAll(async () => {
  await loadSampleSchool(database.session, testNow)
})

test.each(liveFaults)(
  '$name is seen by $seenBy and by no other check, whoever looks, and gone when it is undone',
  async (fault) => {
    const { thresholds, seenBy, finds, cleanUp = 'select' } = fault
    const look = (login?: 'looker') => lookAtAll(database.url, testNow, { login, thresholds })
    const healthy = statesOf(await look())
    expect(healthy[seenBy]).toBe('pass')
    const { leave } = await plantLive(database.url, fault)
    const expected = { ...healthy, [seenBy]: 'fail' }
    const found = await look()
    expect(statesOf(found)).toEqual(expected)
    expect(keysOf(found, seenBy).filter((key) => key.startsWith(finds))).not.toEqual([])
    expect(statesOf(await look('looker'))).toEqual(expected)
    await leave()
    await database.session.query(cleanUp)
    expect(statesOf(await look())).toEqual(healthy)
  },
)
