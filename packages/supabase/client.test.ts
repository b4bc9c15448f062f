import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { connectPlatform, type PlatformOptions } from './connect-platform.ts'
import { idlePace, type Loopback, type Reply, serve } from './loopback.ts'
import { processPace } from './pace.ts'
import { PlatformError, unknownFrom } from './platform-error.ts'

const token = `sbp_${'0123456789abcdef'.repeat(2)}01234567`
const ref = 'abcdefghijklmnopqrst'

const servers: Loopback[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.stop()
})

async function client(replies: Reply[], options: Partial<PlatformOptions> = {}) {
  const server = await serve(...replies)
  servers.push(server)
  const pace = idlePace()
  const platform = connectPlatform({ token, ref, endpoint: server.url, pace, ...options })
  return { server, pace, platform }
}

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(PlatformError)
  const said = `${inspect(error, { depth: 20 })} ${JSON.stringify(error)} ${(error as Error).stack}`
  expect(said).not.toContain(token)
  expect(unknownFrom(error)).toMatchObject({ state: 'unknown' })
  const { problem } = error as PlatformError
  expect(problem.reason).not.toMatch(/[.\n]$/)
  expect(problem.hint).toMatch(/\.$/)
  return problem
}

const backups = {
  region: 'eu-west-1',
  walg_enabled: true,
  pitr_enabled: false,
  backups: [],
  physical_backup_data: {},
}

test('a call goes to the address of the description, with the token', async () => {
  const { server, platform } = await client([{ body: backups }])
  expect(await platform.backups()).toMatchObject({ backups: [] })
  expect(server.asked).toEqual([`GET /v1/projects/${ref}/database/backups`])
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`)
})

test('health is asked of each service, bans with POST, the plan of the organization', async () => {
  const project = {
    ref,
    name: 'The school',
    organization_slug: 'the-school',
    region: 'eu-west-1',
    status: 'ACTIVE_HEALTHY',
    created_at: '2026-01-05T09:00:00Z',
    database: { host: `db.${ref}.supabase.co`, version: '17.6.1', postgres_engine: '17' },
  }
  const organization = { id: 'the-school', name: 'The school', plan: 'pro' }
  const { server, platform } = await client([
    { body: [] },
    { status: 201, body: { banned_ipv4_addresses: ['203.0.113.7'] } },
    { body: project },
    { body: organization },
  ])
  await platform.health()
  expect(await platform.networkBans()).toEqual({ banned_ipv4_addresses: ['203.0.113.7'] })
  expect(await platform.organization()).toMatchObject({ plan: 'pro' })
  expect(server.asked).toEqual([
    `GET /v1/projects/${ref}/health?services=auth%2Cdb%2Cdb_postgres_user%2Cpooler%2Crealtime%2Crest%2Cstorage`,
    `POST /v1/projects/${ref}/network-bans/retrieve`,
    `GET /v1/projects/${ref}`,
    'GET /v1/organizations/the-school',
  ])
})

test('what was answered is remembered, what failed is asked again', async () => {
  const { server, platform } = await client([{ status: 403 }, { body: backups }])
  await problemOf(platform.backups())
  await platform.backups()
  await platform.backups()
  expect(server.asked).toHaveLength(2)
})

describe('a refusal is told with the next step', () => {
  test.each<[string, Reply, object]>([
    ['401', { status: 401, body: { message: `Invalid ${token}` } }, { kind: 'token', status: 401 }],
    [
      '403',
      { status: 403, body: { message: 'No', missing_permissions: ['backups_read', `x ${token}`] } },
      { kind: 'permission', missing: ['backups_read'] },
    ],
    ['403 without a name', { status: 403 }, { kind: 'permission', missing: ['backups_read'] }],
    [
      '402',
      { status: 402, body: { missing_permissions: ['backups.pitr'] } },
      { kind: 'plan', missing: ['backups.pitr'] },
    ],
    [
      '402 for a bill that is due',
      { status: 402, body: { message: 'Service restricted: overdue_payment' } },
      { kind: 'plan', reason: 'Supabase restricts the organization (overdue_payment)' },
    ],
    [
      'a paused project by its message',
      { status: 400, body: { message: 'Project x is paused' } },
      { kind: 'paused' },
    ],
    ['540', { status: 540, body: { message: 'Project paused' } }, { kind: 'paused' }],
    ['404', { status: 404, body: { message: 'Not found' } }, { kind: 'not-found' }],
    ['410', { status: 410, body: '<html>' }, { kind: 'not-found' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://x.invalid/' } },
      { kind: 'refused' },
    ],
    [
      'a hibernating project',
      { status: 400, body: { message: 'Project x is currently hibernated and will wake' } },
      { kind: 'hibernating' },
    ],
    ['no JSON', { body: '<html>' }, { kind: 'malformed' }],
    [
      'another type',
      { headers: { 'content-type': 'text/html' }, body: backups },
      { kind: 'malformed' },
    ],
    ['a field of another type', { body: { ...backups, backups: 'none' } }, { kind: 'malformed' }],
    ['an error with status 200', { body: { ...backups, error: token } }, { kind: 'failed' }],
  ])('%s', async (_name, reply, problem) => {
    const { server, platform } = await client([reply])
    expect(await problemOf(platform.backups())).toMatchObject(problem)
    expect(server.asked).toHaveLength(1)
  })

  test('the missing permission stands in the reason', async () => {
    const { platform } = await client([{ status: 403, body: { missing_permissions: ['a_read'] } }])
    const { reason, hint } = await problemOf(platform.backups())
    expect(reason).toBe('The access token lacks the permission a_read')
    expect(hint).toMatch(/account\/tokens/)
  })
})

describe('what may pass is tried again', () => {
  test('after 429, when the window that the headers tell of is over', async () => {
    const limited = { status: 429, headers: { 'x-ratelimit-reset': '42' } }
    const { server, pace, platform } = await client([limited, { body: backups }])
    await platform.backups()
    expect(server.asked).toHaveLength(2)
    expect(pace.slept).toEqual([42_000 + 250])
  })

  test.each<[string, Reply, number]>([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    [
      '429 with both, after the longer',
      { status: 429, headers: { 'retry-after': '7', 'x-ratelimit-reset': '9' } },
      9000,
    ],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '7' } }, 7000],
    // Every answer tells when the window of its calls is over.
    [
      '503 with the headers of every answer',
      { status: 503, headers: { 'x-ratelimit-remaining': '119', 'x-ratelimit-reset': '57' } },
      0,
    ],
    ['429 with a word', { status: 429, headers: { 'retry-after': 'soon' } }, 0],
  ])('after %s', async (_how, reply, asked) => {
    const { pace, platform } = await client([reply, { body: backups }])
    await platform.backups()
    expect(pace.slept).toEqual([asked + 250])
  })

  test('after 5xx, with waits that double and are left to chance', async () => {
    const { server, pace, platform } = await client([
      { status: 500 },
      { status: 503 },
      { status: 502 },
      { body: backups },
    ])
    await platform.backups()
    expect(server.asked).toHaveLength(4)
    expect(pace.slept).toEqual([250, 500, 1000])
  })

  test.each<[string, Reply, string, number]>([
    ['5xx', { status: 500 }, 'unavailable', 4],
    ['a broken connection', { instead: 'hang up' }, 'unreachable', 4],
    ['silence', { instead: 'stay silent' }, 'timeout', 4],
    ['429 without headers', { status: 429 }, 'limited', 4],
    ['a pause that is too long', { status: 429, headers: { 'retry-after': '600' } }, 'limited', 1],
  ])('but %s that stays is told', async (_name, reply, kind, calls) => {
    const { server, platform } = await client([reply], { timeout: 200 })
    expect(await problemOf(platform.backups())).toMatchObject({ kind })
    expect(server.asked).toHaveLength(calls)
  })

  test('nobody listening is told by host and code', async () => {
    const { server, platform } = await client([{}])
    server.stop()
    const { kind, reason } = await problemOf(platform.backups())
    expect(kind).toBe('unreachable')
    expect(reason).toMatch(/^No connection to 127\.0\.0\.1:\d+ \(ECONN\w+\)$/)
  })

  test('until the run is cancelled', async () => {
    const controller = new AbortController()
    const { platform } = await client([{ instead: 'stay silent' }], { signal: controller.signal })
    const call = problemOf(platform.backups())
    setImmediate(() => controller.abort(new Error(token)))
    expect(await call).toMatchObject({ kind: 'cancelled' })
  })

  test('also while it waits between two scrapes', async () => {
    const controller = new AbortController()
    const pace = idlePace()
    const text = { headers: { 'content-type': 'text/plain' }, body: 'up 1\n' }
    const { server, platform } = await client([text], {
      signal: controller.signal,
      pace: {
        ...pace,
        sleep: async () => {
          controller.abort()
          throw new Error('aborted')
        },
      },
    })
    expect(await problemOf(platform.load())).toMatchObject({ kind: 'cancelled' })
    expect(server.asked).toHaveLength(1)
  })

  test('what a fetcher throws is not shown', async () => {
    const fetch = () => Promise.reject(new Error(`Bearer ${token}`, { cause: { code: token } }))
    const { platform } = await client([{}], { fetch })
    expect(await problemOf(platform.backups())).toMatchObject({ kind: 'unreachable' })
  })
})

describe('the known limits are kept', () => {
  test('120 calls a minute', async () => {
    const { pace, platform } = await client([{ body: { result: [] } }])
    for (let index = 0; index < 121; index += 1) await platform.apiCounts()
    expect(pace.slept).toEqual([60_000])
  })

  test('in which queries over the logs and scrapes count, too', async () => {
    const { pace, platform } = await client([{ body: { result: [] } }])
    for (let index = 0; index < 10; index += 1) await platform.logs(hour, query)
    for (let index = 0; index < 111; index += 1) await platform.apiCounts()
    expect(pace.slept).toEqual([60_000])
  })

  test('10 queries over the logs, and 10 scrapes, among clients that share a pace', async () => {
    const pace = idlePace()
    const logs = await client([{ body: { result: [] } }], { pace })
    const other = await client([{ body: { result: [] } }], { pace })
    for (let index = 0; index < 6; index += 1) {
      await logs.platform.logs(hour, query)
      await other.platform.logs(hour, query)
    }
    expect(pace.slept).toEqual([60_000])
    const text = { headers: { 'content-type': 'text/plain; version=0.0.4' }, body: 'up 1\n' }
    const metrics = await client([text])
    for (let index = 0; index < 11; index += 1) await metrics.platform.metrics()
    expect(metrics.pace.slept).toEqual([60_000])
  })

  test('of the process, unless a client is given a pace of its own', async () => {
    const admitted = vi.spyOn(processPace, 'admit')
    const { url } = await client([{ body: backups }]).then(({ server }) => server)
    await connectPlatform({ token, ref, endpoint: url }).backups()
    await connectPlatform({ token, ref, endpoint: url })
      .metrics()
      .catch(() => undefined)
    expect(admitted.mock.calls).toEqual([['call'], ['metrics']])
  })

  test('and a call that would wait for longer than it may is not made', async () => {
    const { server, platform } = await client([{ body: { result: [] } }], { patience: 1000 })
    for (let index = 0; index < 120; index += 1) await platform.apiCounts()
    const { kind, reason } = await problemOf(platform.apiCounts())
    expect(kind).toBe('limited')
    expect(reason).toMatch(/^This run/)
    expect(server.asked).toHaveLength(120)
  })
})

const hour = { from: '2026-03-09T06:00:00.000Z', to: '2026-03-09T07:00:00.000Z' }
const query = { sql: 'select 1', row: z.unknown() }
