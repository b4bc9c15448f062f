import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { describe, expect, test } from 'vitest'
import { connectPlatform } from './connect-platform.ts'
import { logQueries } from './logs/queries.ts'
import { idlePace } from './loopback.ts'
import type { Platform } from './platform.ts'

const now = '2026-03-09T06:17:30.000Z'
const emulator = emulatedPlatform(now)

function connect(): Platform {
  const { url, token, ref } = emulator
  return connectPlatform({ token, ref, endpoint: url, pace: idlePace(), timeout: 2000 })
}

/** Whatever is asked from now on goes wrong. */
function failAlways(kind: Fault['kind']) {
  for (const method of ['GET', 'POST']) emulator.fail({ method, path: /./, kind, lasts: true })
}

const plain = [
  'project',
  'health',
  'functions',
  'secrets',
  'apiKeys',
  'backups',
  'backupSchedule',
  'securityAdvisors',
  'performanceAdvisors',
  'apiRequestsCount',
  'disk',
  'diskUse',
  'diskAutoscale',
  'readOnly',
  'authConfig',
  'postgrestConfig',
  'postgresConfig',
  'pooler',
  'networkRestrictions',
  'networkBans',
  'sslEnforcement',
  'addons',
  'organization',
  'entitlements',
  'apiCounts',
  'metrics',
] as const

describe.each(plain)('%s', (name) => {
  test('is answered as it is described', async () => {
    expect(await connect()[name]()).toBeDefined()
  })

  test('is read in the words of a later version', async () => {
    failAlways('newer')
    expect(await connect()[name]()).toBeDefined()
  })

  test.each([
    [401, 'token'],
    [402, 'plan'],
    [403, 'permission'],
    [404, 'not-found'],
    [429, 'limited'],
    [500, 'unavailable'],
    [540, 'paused'],
    ['lost-before', 'unreachable'],
    ['lost-within', 'unreachable'],
    ['malformed', 'malformed'],
    ['page', 'malformed'],
  ] as const)('with %s there is a problem of the kind %s', async (fault, kind) => {
    failAlways(fault)
    await expect(connect()[name]()).rejects.toMatchObject({ problem: { kind } })
  })
})

test('what was recorded of the real API is replayed through the client without a warning', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => void warnings.push(warning)
  process.on('warning', note)
  emulator.replay()
  const platform = connect()
  // The organization was not recorded, and that of the recorded project is not the emulator's.
  for (const name of plain.filter((each) => each !== 'organization')) {
    expect(await platform[name](), name).toBeDefined()
  }
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('the token of another is refused', async () => {
  const { url, ref } = emulator
  const platform = connectPlatform({ token: 'sbp_x', ref, endpoint: url, pace: idlePace() })
  await expect(platform.project()).rejects.toMatchObject({ problem: { kind: 'token' } })
})

test('a permission that is missing is named', async () => {
  emulator.tokenMay(['project_admin_read'])
  const platform = connect()
  expect(await platform.project()).toMatchObject({ status: 'ACTIVE_HEALTHY' })
  await expect(platform.backups()).rejects.toMatchObject({
    problem: { kind: 'permission', missing: ['backups_read'] },
  })
})

test('a status that nobody knows yet is read', async () => {
  emulator.projectIs('HIBERNATING')
  expect(await connect().project()).toMatchObject({ status: 'HIBERNATING' })
})

test('every query over the logs is answered, in every range', async () => {
  const at = (timestamp: string, source: string, attributes: Record<string, string | number>) => ({
    timestamp,
    source,
    attributes,
  })
  const failed = { function_id: 'f', execution_id: 'e', 'response.status_code': 500 }
  emulator.logs.add([
    at('2026-03-08T03:00:00Z', 'function_edge_logs', { ...failed, execution_time_ms: 1234 }),
    at('2026-03-09T03:00:00Z', 'function_edge_logs', { ...failed, execution_time_ms: 12 }),
    at('2026-03-09T04:00:00Z', 'edge_logs', {
      'request.path': '/auth/v1/token',
      'request.cf.country': 'ES',
      'response.status_code': 400,
    }),
  ])
  const platform = connect()
  const window = { from: '2026-03-08T00:00:00Z', to: now }
  const { rows, ranges, complete } = await platform.logs(window, logQueries.functionRuns)
  expect({ ranges, complete }).toEqual({ ranges: 2, complete: true })
  expect(rows.map(({ status, milliseconds, calls }) => [status, milliseconds, calls])).toEqual([
    [500, 1000, 1],
    [500, 0, 1],
  ])
  const failures = await platform.logs(window, logQueries.functionFailures)
  expect(failures.rows.map(({ timestamp }) => timestamp)).toEqual([
    '2026-03-08T03:00:00.000Z',
    '2026-03-09T03:00:00.000Z',
  ])
  expect((await platform.logs(window, logQueries.signInRequests)).rows).toEqual([
    { hour: '2026-03-09T04:00:00.000Z', country: 'ES', status: 400, requests: 1 },
  ])
  expect((await platform.logs(window, logQueries.apiRequests)).rows).toEqual([
    { hour: '2026-03-09T04:00:00.000Z', status: 400, requests: 1 },
  ])
})

test('an outage of the logs shows in the ranges without events', async () => {
  const minutes = Array.from({ length: 30 * 60 }, (_, index) => ({
    timestamp: new Date(Date.parse(now) - index * 60_000).toISOString(),
    source: 'postgres_logs',
  }))
  emulator.logs.outage('2026-03-08T12:00:00Z')
  emulator.logs.add(minutes)
  const arrival = await connect().logsArrive({ from: '2026-03-08T02:00:00Z', to: now })
  expect(arrival.ranges.map(({ events }) => events > 0)).toEqual([true, false])
  expect(arrival.sources[0]?.newest.slice(0, 16)).toBe('2026-03-08T11:59')
})

test('an error with status 200 is no empty answer', async () => {
  failAlways('error-in-200')
  const window = { from: '2026-03-09T05:00:00Z', to: now }
  for (const query of [connect().logsArrive(window), connect().apiCounts()]) {
    await expect(query).rejects.toMatchObject({ problem: { kind: 'failed' } })
  }
})

test('functions, their statistics, and secrets by name alone', async () => {
  emulator.functions.set([{ slug: 'class-tracking' }])
  emulator.secrets.set({ MAIL_KEY: 'not-to-be-kept' })
  const platform = connect()
  const [deployed] = await platform.functions()
  expect(deployed).toMatchObject({ slug: 'class-tracking', status: 'ACTIVE' })
  const query = { function_id: deployed?.id ?? '', interval: '1day' } as const
  expect(await platform.functionStatistics(query)).toHaveLength(24)
  expect((await platform.secrets()).map(({ name }) => name)).toEqual(['MAIL_KEY'])
  expect(JSON.stringify(await platform.secrets())).not.toContain('not-to-be-kept')
})

test('the limits hold, where they are enforced', async () => {
  emulator.enforceLimits()
  const platform = connect()
  for (let index = 0; index < 10; index += 1) await platform.metrics()
  await expect(platform.metrics()).rejects.toMatchObject({ problem: { kind: 'limited' } })
})
