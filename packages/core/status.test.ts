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
  readStatus(session, 'production', now, [{ id: 'outside', outside: true }, ...allChecks])

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
      place: 'database',
      state: 'fail',
      lookedAt: '2026-03-10T12:00:00.000Z',
      since: '2026-03-09T12:00:00.000Z',
      findings: 1,
      reason: null,
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
  expect(checks.map(({ check, place }) => [check, place])).toEqual([
    ['outside', 'platform'],
    ['missing-classes', 'database'],
    ['removed-since', 'database'],
  ])
})

test('sets each metric beside its value of a period before, and a distribution part by part', async () => {
  await run('09', 'pass', 5)
  await run('10', 'pass', 8)
  await run('11', 'pass', 6)
  expect((await read()).metrics).toEqual([
    {
      place: 'database',
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

/** What the platform's checks kept at noon of a day in March. */
async function measuredOn(day: string, measured: Record<string, number>) {
  const now = `2026-03-${day}T12:00:00.000Z`
  const daily = { checklist: 'daily', environment: 'production', startedAt: now, now }
  const values = Object.entries(measured).map(([metric, value]) => ({ metric, value }))
  await recordRun(database.session, daily, [], now, values)
}

test('tells what was measured at the platform, by its name and unit, before what was in the database', async () => {
  await measuredOn('10', { 'database-load/cpuShare': 0.06, 'classes-total': 7 })
  await measuredOn('11', {
    'classes-total': 7,
    'edge-function-latency/send-invoices/p95': 900,
    'edge-function-latency/class-tracking/p95': 150,
    'database-disk/usedBytes': 2e9,
    'database-load/cpuShare': 0.83,
    'database-load/poolerClientsWaiting': 2,
    'database-load/removed-since': 1,
  })
  const { metrics } = await read()
  expect(metrics.map(({ title, unit, value, place }) => [place, title, value, unit])).toEqual([
    ['platform', 'Processors busy', 0.83, 'share'],
    ['platform', 'Clients waiting for the pooler', 2, 'count'],
    ['platform', 'Disk in use', 2e9, 'bytes'],
    ['platform', 'One call in twenty of class-tracking took at least', 150, 'milliseconds'],
    ['platform', 'One call in twenty of send-invoices took at least', 900, 'milliseconds'],
    ['database', 'Classes in all', 7, 'count'],
  ])
  expect(metrics[0]).toMatchObject({
    metric: 'database-load/cpuShare',
    period: 'daily',
    measuredAt: '2026-03-11T12:00:00.000Z',
    previous: 0.06,
    previousAt: '2026-03-10T12:00:00.000Z',
  })
})

test('of hours of the week it tells the mean over those that the newest look saw', async () => {
  const hour = (name: string) => `api-usage-anomalies/requests/${name}`
  await measuredOn('01', { [hour('7-10')]: 900 })
  await measuredOn('08', { [hour('7-09')]: 40, [hour('7-10')]: 60 })
  expect((await read()).metrics).toEqual([
    {
      place: 'platform',
      metric: 'api-usage-anomalies/requests',
      title: 'Requests to the API an hour, on average',
      period: 'monthly',
      unit: 'count',
      value: 50,
      measuredAt: '2026-03-08T12:00:00.000Z',
      previous: null,
      previousAt: null,
    },
  ])
  await database.session.query(
    `update rollcall.metrics set measured_at = '2026-02-01T12:00Z' where value = 900`,
  )
  expect((await read()).metrics).toMatchObject([
    { value: 50, previous: 900, previousAt: '2026-02-01T12:00:00.000Z' },
  ])
})

test('a database that is older than the metrics says that it keeps none', async () => {
  await run('11', 'pass', 6)
  await database.session.query('begin; drop table rollcall.metrics')
  const { metrics, metricsKept, checks } = await read('2026-03-12T12:00:00.000Z')
  await database.session.query('rollback')
  expect({ metrics, metricsKept }).toEqual({ metrics: [], metricsKept: false })
  expect(checks).toHaveLength(2)
})

test('the role that looks keeps metrics and reads the status, and an empty history is no error', async () => {
  const looker = await connect(database.as('looker'))
  expect(await read(undefined, looker)).toEqual({
    environment: 'production',
    runs: [],
    checks: [],
    neverLooked: ['outside', ...allChecks.map(({ id }) => id)],
    metrics: [],
    metricsKept: true,
  })
  const now = '2026-03-11T12:00:00.000Z'
  const daily = { checklist: 'daily', environment: 'production', startedAt: now, now }
  await recordRun(looker, daily, [], now, [{ metric: 'classes-total', value: 3.5 }])
  // A second run at the same instant keeps the first value.
  await recordRun(looker, daily, [], now, [{ metric: 'classes-total', value: 4 }])
  expect((await read(now, looker)).metrics).toMatchObject([{ metric: 'classes-total', value: 3.5 }])
  await looker.end()
})
