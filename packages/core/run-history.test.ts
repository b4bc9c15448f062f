import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { readWatermarks, recordRun } from './run-history.ts'
import type { Verdict } from './verdict.ts'

const database = scratchDatabase()

const verdict = (check: string, state: 'pass' | 'unknown'): Verdict => {
  const common = { check, title: check, evidence: {}, window: { from: testNow, to: testNow } }
  return state === 'pass'
    ? { ...common, state }
    : { ...common, state, reason: 'dark', hint: 'light' }
}
const run = (now: string) => ({
  checklist: 'daily',
  environment: 'production',
  startedAt: now,
  now,
})

test('the role that looks keeps its runs, and what could not look keeps its watermark', async () => {
  const looker = await connect(database.as('looker'))
  await recordRun(
    looker,
    run('2026-03-10T11:00:00.000Z'),
    [verdict('a', 'pass'), verdict('b', 'pass')],
    testNow,
  )
  await recordRun(looker, run(testNow), [verdict('a', 'pass'), verdict('b', 'unknown')], testNow)
  expect(await readWatermarks(looker, 'production')).toEqual(
    new Map([
      ['a', testNow],
      ['b', '2026-03-10T11:00:00.000Z'],
    ]),
  )
  await looker.end()
  const { rows } = await database.session.query(
    `select r.checklist, r.looked_as, v.check_id, v.state, v.verdict ->> 'reason' as reason
     from rollcall.runs as r join rollcall.verdicts as v on v.run_id = r.id
     where r.now = $1 order by v.check_id`,
    [testNow],
  )
  expect(rows).toEqual([
    { checklist: 'daily', looked_as: 'looker', check_id: 'a', state: 'pass', reason: null },
    { checklist: 'daily', looked_as: 'looker', check_id: 'b', state: 'unknown', reason: 'dark' },
  ])
})

test('an older run never moves a watermark back, and other environments have their own', async () => {
  await recordRun(
    database.session,
    run('2026-03-01T11:00:00.000Z'),
    [verdict('a', 'pass')],
    testNow,
  )
  expect((await readWatermarks(database.session, 'production')).get('a')).toBe(testNow)
  expect(await readWatermarks(database.session, 'staging')).toEqual(new Map())
})
