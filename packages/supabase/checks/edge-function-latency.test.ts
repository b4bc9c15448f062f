import { connect } from '@rollcall/database'
import { look as lookAsBoth, scratchDatabase } from '@rollcall/testing'
import { calls, functionId, hoursAgo, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, expect, test } from 'vitest'
import { edgeFunctionLatency } from './edge-function-latency.ts'
import { connected, keysOf, lookAndKeep, withstandsWhatLogsDo } from './log-scenarios.ts'
import { lookAtPlatform } from './look-at-platform.ts'

const database = scratchDatabase()
const project = projectWithLogs()
beforeEach(() => database.session.query('truncate rollcall.metrics'))

const check = () => edgeFunctionLatency.of(connected(project.emulator))
const asReader = () => connect(database.as('looker'))
const look = () => lookAsBoth(database, check())
const add = (...events: Parameters<typeof calls>) => project.emulator.logs.add(calls(...events))

/** What earlier looks kept as the time of one call in twenty, one a day. */
const usually = (...times: number[]) =>
  database.session.query(
    `insert into rollcall.metrics (environment, measured_at, metric, value)
     select 'production', $1::timestamptz - t.days * interval '1 day',
            'edge-function-latency/class-tracking/p95', t.value
     from unnest($2::numeric[]) with ordinality as t (value, days)`,
    [now, times],
  )

withstandsWhatLogsDo(edgeFunctionLatency, project, () => add(40))

test('clear, found, clear again', async () => {
  add(90, { milliseconds: 120 })
  add(10, { milliseconds: 900 })
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      functions: 1,
      calls: 100,
      history: 'of 28 days',
      times: {
        'class-tracking': { calls: 100, p50: 100, p95: 900, p99: 900, usualP95: null },
      },
    },
  })
  add(10, { milliseconds: 7321 })
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'function/class-tracking/slow',
        detail:
          'One in twenty of 110 calls of edge function class-tracking took 7000 ms or more; 5000 ms is the limit.',
      },
    ],
  })
  add(200)
  expect(await look()).toMatchObject({ state: 'pass' })
})

test('one call near the limit of the platform is an error, however few there are', async () => {
  add(1, { milliseconds: 125_000 })
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'function/class-tracking/limit' }],
  })
})

test('few calls are not judged by one in twenty', async () => {
  add(19, { milliseconds: 9000 })
  expect(keysOf(await look())).toBe('pass')
  add(1, { milliseconds: 9000 })
  expect(keysOf(await look())).toEqual(['function/class-tracking/slow'])
})

test.each([
  [
    'twice as long as usual is slower',
    [400, 450, 500, 300, 9000],
    1200,
    ['function/class-tracking/slower'],
  ],
  ['not twice as long is not', [800, 800, 800, 800, 800], 1500, 'pass'],
  ['twice as long by a trifle is not', [100, 100, 100, 100, 100], 300, 'pass'],
  ['four looks are no history', [400, 400, 400, 400], 1200, 'pass'],
])('%s', async (_name, history, milliseconds, wanted) => {
  await usually(...history)
  add(40, { milliseconds })
  expect(keysOf(await look())).toEqual(wanted)
})

test('few calls are not compared with the usual', async () => {
  await usually(100, 100, 100, 100, 100)
  add(19, { milliseconds: 2000 })
  expect(keysOf(await look())).toBe('pass')
})

test('what was kept after now, or a month ago, is no history', async () => {
  await database.session.query(
    `insert into rollcall.metrics (environment, measured_at, metric, value)
     select 'production', $1::timestamptz + t.days * interval '1 day',
            'edge-function-latency/class-tracking/p95', 100
     from unnest($2::numeric[]) as t (days)`,
    [now, [1, 2, 3, -29, -30, -31]],
  )
  add(40, { milliseconds: 2000 })
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: { times: { 'class-tracking': { looksBefore: 0 } } },
  })
})

test('what a look measured is what later ones compare with', async () => {
  add(40, { milliseconds: 400 })
  for (const days of [5, 4, 3, 2, 1]) {
    add(40, { milliseconds: 400, hours: days * 24 + 1 })
    await lookAndKeep(asReader, check(), hoursAgo(days * 24))
  }
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: { times: { 'class-tracking': { usualP95: 400, looksBefore: 5 } } },
  })
  add(400, { milliseconds: 2000 })
  expect(keysOf(await look())).toEqual(['function/class-tracking/slower'])
})

test('without a database it judges by the limits alone, and says so', async () => {
  await usually(100, 100, 100, 100, 100)
  add(40, { milliseconds: 2000 })
  expect(await lookAtPlatform(project.emulator, edgeFunctionLatency, { now })).toMatchObject({
    state: 'pass',
    evidence: { history: 'none: the database does not tell' },
  })
})

test('calls whose time can not be read are not taken for quick ones', async () => {
  project.emulator.logs.add([
    {
      timestamp: hoursAgo(1),
      source: 'function_edge_logs',
      attributes: {
        function_id: functionId,
        'response.status_code': 200,
        execution_time_ms: '1.5e3',
      },
    },
  ])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason: '1 log rows have no execution_time_ms that can be read',
  })
})

test('a project without edge functions is skipped', async () => {
  project.emulator.reset()
  expect(await look()).toMatchObject({ state: 'skipped' })
})
