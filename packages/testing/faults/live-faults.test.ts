import { allChecks, defaultConfig, runChecks } from '@rollcall/core'
import { connect, loadSampleSchool } from '@rollcall/database'
import { beforeAll, expect, test } from 'vitest'
import { scratchDatabase, testNow } from '../scratch-database.ts'
import { type LiveFault, liveFaults, plantLive } from './live-faults.ts'

const database = scratchDatabase()
beforeAll(async () => {
  await loadSampleSchool(database.session, testNow)
})

async function states(url: string, thresholds: LiveFault['thresholds']) {
  const verdicts = await runChecks({
    checks: allChecks,
    config: { ...defaultConfig, thresholds: { ...defaultConfig.thresholds, ...thresholds } },
    now: testNow,
    open: () => connect(url, { now: testNow }),
    watermarks: new Map(),
  })
  return Object.fromEntries(verdicts.map(({ check, state }) => [check, state]))
}

test.each(liveFaults)(
  '$name is seen by $seenBy and by no other check, whoever looks, and gone when it is undone',
  async (fault) => {
    const { thresholds, seenBy, undo = 'select' } = fault
    const healthy = await states(database.url, thresholds)
    expect(healthy[seenBy]).toBe('pass')
    const { leave } = await plantLive(database.url, fault)
    const expected = { ...healthy, [seenBy]: 'fail' }
    expect(await states(database.url, thresholds)).toEqual(expected)
    expect(await states(database.as('looker'), thresholds)).toEqual(expected)
    await leave()
    await database.session.query(undo)
    expect(await states(database.url, thresholds)).toEqual(healthy)
  },
)
