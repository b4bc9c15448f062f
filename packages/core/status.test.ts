import { connect } from '@rollcall/database'
import { scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { allChecks } from './checklists.ts'
import { recordRun } from './run-history.ts'
import { readStatus } from './status.ts'
import type { Verdict } from './verdict.ts'

const database = scratchDatabase()
beforeEach(() => database.session.query('truncate rollcall.runs, rollcall.metrics cascade'))

const finding = { key: 'student/1', severity: 'error' as const, detail: 'Gone.', subject: {} }

function verdict(check: string, state: 'pass' | 'fail', now: string): Verdict {
  const common = { check, title: `${check} is well`, evidence: {}, window: { from: now, to: now } }
  return state === 'pass'
    ? { ...common, state }
    : { ...common, state, severity: 'error', findings: [finding] }
}

/** A run of the daily checklist at noon of a day in March, with what it found and measured. */
async function run(day: string, state: 'pass' | 'fail', value: number, environment = 'production') {
  const now = `2026-03-${day}T12:00:00.000Z`
  await recordRun(
    database.session,
    { checklist: 'daily', environment, startedAt: now, now },
    [verdict('missing-classes', state, now), verdict('removed-since', 'pass', now)],
    now,
    [
      { metric: 'classes-created-today', value },
      { metric: 'classes-by-status/paid', value },
    ],
  )
}

const read = (now = '2026-03-11T12:00:00.000Z', session = database.session) =>
  readStatus(session, 'production', now, [{ id: 'outside' }, ...allChecks])

test('tells of each check its newest state, and since when without a break', async () => {
  await run('07', 'fail', 0)
  await run('08', 'pass', 0)
  await run('09', 'fail', 0)
  await run('10', 'fail', 0)
  await run('11', 'pass', 0, 'staging')
  const status = await read()
  expect(status.runs).toEqual([
    { checklist: 'daily', now: '2026-03-10T12:00:00.000Z', lookedAs: expect.any(String) },
  ])
  expect(status.checks).toEqual([
    {
      check: 'missing-classes',
      title: 'missing-classes is well',
      state: 'fail',
      lookedAt: '2026-03-10T12:00:00.000Z',
      since: '2026-03-09T12:00:00.000Z',
      findings: 1,
    },
    expect.objectContaining({ check: 'removed-since', since: '2026-03-07T12:00:00.000Z' }),
  ])
  expect(status.neverLooked).toHaveLength(allChecks.length)
  expect((await read('2026-03-08T13:00:00.000Z')).checks[0]).toMatchObject({ state: 'pass' })
})

test('checks come in the order in which they are known, and others last', async () => {
  const now = '2026-03-10T12:00:00.000Z'
  const ids = ['removed-since', 'missing-classes', 'outside']
  const verdicts = ids.map((id) => verdict(id, 'pass', now))
  const daily = { checklist: 'daily', environment: 'production', startedAt: now, now }
  await recordRun(database.session, daily, verdicts, now)
  const { checks } = await read()
  expect(checks.map(({ check }) => check)).toEqual(['outside', 'missing-classes', 'removed-since'])
})

test('sets each metric beside its value of a period before, and a distribution part by part', async () => {
  await run('09', 'pass', 5)
  await run('10', 'pass', 8)
  await run('11', 'pass', 6)
  expect((await read()).metrics).toEqual([
    {
      metric: 'classes-created-today',
      title: 'Classes created today',
      period: 'daily',
      unit: 'count',
      value: 6,
      measuredAt: '2026-03-11T12:00:00.000Z',
      previous: 8,
      previousAt: '2026-03-10T12:00:00.000Z',
    },
    expect.objectContaining({
      metric: 'classes-by-status/paid',
      title: 'Classes by status: paid',
      value: 6,
      previous: null,
      previousAt: null,
    }),
  ])
})

test('the role that looks keeps metrics and reads the status, and an empty history is no error', async () => {
  const looker = await connect(database.as('looker'))
  expect(await read(undefined, looker)).toEqual({
    environment: 'production',
    runs: [],
    checks: [],
    neverLooked: ['outside', ...allChecks.map(({ id }) => id)],
    metrics: [],
  })
  const now = '2026-03-11T12:00:00.000Z'
  const daily = { checklist: 'daily', environment: 'production', startedAt: now, now }
  await recordRun(looker, daily, [], now, [{ metric: 'classes-total', value: 3.5 }])
  // A second run at the same instant keeps the first value.
  await recordRun(looker, daily, [], now, [{ metric: 'classes-total', value: 4 }])
  expect((await read(now, looker)).metrics).toMatchObject([{ metric: 'classes-total', value: 3.5 }])
  await looker.end()
})
