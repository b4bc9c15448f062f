import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ask } from './ask.ts'
import { startPlatform } from './platform.ts'

const now = Date.parse('2026-03-09T06:17:00Z')
const platform = await startPlatform()
const at = `/v1/projects/${platform.ref}`

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now })
  platform.reset()
})
afterEach(() => vi.useRealTimers())
afterAll(() => platform.stop())

async function read(path: string) {
  return (await ask(platform, 'GET', `${at}${path}`)).body
}

test('a token that nobody knows is refused, as is a path that is not described', async () => {
  const stranger = { ...platform, token: 'sbp_of_nobody' }
  expect(await ask(stranger, 'GET', at)).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized' },
  })
  expect(await ask(platform, 'GET', `${at}/students`)).toMatchObject({
    status: 404,
    body: { message: `Cannot GET ${at}/students` },
  })
})

test('a token without rights is told which are missing', async () => {
  platform.tokenMay(['advisors_read'])
  expect((await ask(platform, 'GET', `${at}/advisors/security`)).status).toBe(200)
  for (const [path, permission] of [
    ['/functions', 'edge_functions_read'],
    ['/analytics/endpoints/logs', 'analytics_logs_read'],
  ]) {
    expect(await ask(platform, 'GET', `${at}${path}`)).toMatchObject({
      status: 403,
      body: { missing_permissions: [permission] },
    })
  }
  platform.tokenMay()
  expect((await ask(platform, 'GET', `${at}/functions`)).status).toBe(200)
})

test('a free plan has no backup schedule, and no entitlement to backups', async () => {
  platform.planIs('free')
  const { status } = await ask(platform, 'GET', `${at}/database/backups/schedule`)
  expect(status).toBe(402)
  const { body } = await ask(platform, 'GET', '/v1/organizations/rollcall-school/entitlements')
  expect(body).toMatchObject({
    entitlements: expect.arrayContaining([
      expect.objectContaining({
        feature: { key: 'backup.retention_days', type: 'numeric' },
        hasAccess: false,
      }),
    ]),
  })
})

test('a project is paused and comes back, each in its time', async () => {
  const status = async () => ((await read('')) as { status: string }).status
  await ask(platform, 'POST', `${at}/pause`)
  expect(await status()).toBe('PAUSING')
  vi.setSystemTime(now + 2000)
  expect(await status()).toBe('INACTIVE')
  expect(await read('/health?services=db,auth')).toMatchObject([
    { name: 'db', status: 'UNHEALTHY' },
    { name: 'auth', status: 'UNHEALTHY' },
  ])
  await ask(platform, 'POST', `${at}/restore`)
  expect(await status()).toBe('RESTORING')
  expect(await read('/health?services=db')).toMatchObject([{ status: 'COMING_UP' }])
  vi.setSystemTime(now + 4000)
  expect(await status()).toBe('ACTIVE_HEALTHY')
})

test('a new project comes up, and can be deleted when it is up', async () => {
  const given = { name: 'second', db_pass: 'a password', organization_slug: platform.organization }
  const sized = { ...given, desired_instance_size: 'large' }
  const { body } = await ask(platform, 'POST', '/v1/projects', sized)
  const path = `/v1/projects/${(body as { ref: string }).ref}`
  expect(await ask(platform, 'GET', `${path}/billing/addons`)).toMatchObject({
    body: { selected_addons: [{ variant: { id: 'ci_large' } }] },
  })
  expect(await ask(platform, 'GET', path)).toMatchObject({ body: { status: 'COMING_UP' } })
  expect((await ask(platform, 'DELETE', path)).status).toBe(400)
  vi.setSystemTime(now + 2000)
  expect((await ask(platform, 'DELETE', path)).status).toBe(200)
  expect((await ask(platform, 'GET', path)).status).toBe(404)
})

test('a status can be one that nobody knows yet', async () => {
  platform.projectIs('HIBERNATING')
  expect(await read('')).toMatchObject({ status: 'HIBERNATING' })
})

test('one service is unwell while its project is not', async () => {
  platform.services.set({ pooler: { status: 'UNHEALTHY', error: 'no route' } })
  expect(await read('/health?services=pooler,db')).toMatchObject([
    { name: 'pooler', healthy: false, status: 'UNHEALTHY', error: 'no route' },
    { name: 'db', healthy: true, status: 'ACTIVE_HEALTHY' },
  ])
})

test('a disk is full and the project read-only', async () => {
  platform.disk.set({ usedBytes: 9 * 1024 ** 3 })
  platform.readOnly(true)
  expect(await read('/config/disk/util')).toMatchObject({ metrics: { fs_avail_bytes: 0 } })
  expect(await read('/readonly')).toMatchObject({ enabled: true, override_enabled: false })
})

test('backups are daily, physical, continuous, or absent', async () => {
  expect(await read('/database/backups')).toMatchObject({
    backups: expect.arrayContaining([
      {
        id: 7,
        is_physical_backup: true,
        status: 'COMPLETED',
        inserted_at: '2026-03-09T03:00:00.000Z',
      },
    ]),
  })
  const latest_physical_backup_date_unix = now / 1000
  platform.backups.set({
    pitr_enabled: true,
    backups: [],
    physical_backup_data: { latest_physical_backup_date_unix },
  })
  expect(await read('/database/backups')).toMatchObject({
    pitr_enabled: true,
    backups: [],
    physical_backup_data: { latest_physical_backup_date_unix },
  })
})

test('what is deployed is kept with its files and gets a version each time', async () => {
  for (const version of [1, 2]) {
    const form = new FormData()
    form.append('metadata', JSON.stringify({ entrypoint_path: 'index.ts', verify_jwt: false }))
    form.append('file', new File([`export const version = ${version}`], 'index.ts'))
    await ask(platform, 'POST', `${at}/functions/deploy?slug=weekly`, form)
  }
  expect(await read('/functions')).toMatchObject([
    { slug: 'weekly', version: 2, verify_jwt: false, status: 'ACTIVE' },
  ])
  expect(await read('/functions/weekly/body')).toMatchObject({
    files: { 'index.ts': 'export const version = 2' },
  })
})

test("a secret's value never comes out, nor a secret key that nobody asks to reveal", async () => {
  platform.secrets.set({ KEY: 'the value' })
  expect(JSON.stringify(await read('/secrets'))).not.toContain('the value')
  expect(JSON.stringify(await read('/api-keys'))).not.toContain(platform.secretKey)
  expect(JSON.stringify(await read('/api-keys?reveal=true'))).toContain(platform.secretKey)
})

test('logs, usage and statistics tell of the same events', async () => {
  const seen = { timestamp: '2026-03-09T06:05:00Z' }
  const [id] = ['class-tracking'].map((slug) => {
    platform.functions.set([{ slug }])
    return slug
  })
  const [{ id: functionId = '' } = {}] = (await read('/functions')) as { id: string }[]
  platform.logs.add([
    { ...seen, source: 'edge_logs', attributes: { 'request.path': '/rest/v1/classes' } },
    {
      ...seen,
      source: 'function_edge_logs',
      attributes: { function_id: functionId, 'response.status_code': 500, execution_time_ms: 120 },
    },
  ])
  const query = new URLSearchParams({
    sql: 'select source, count() as n from logs group by source order by source',
    iso_timestamp_start: '2026-03-09T05:00:00Z',
    iso_timestamp_end: '2026-03-09T06:17:00Z',
  })
  expect(id).toBe('class-tracking')
  expect(await read(`/analytics/endpoints/logs?${query}`)).toEqual({
    result: [
      { source: 'edge_logs', n: 1 },
      { source: 'function_edge_logs', n: 1 },
    ],
  })
  const stats = `/analytics/endpoints/functions.combined-stats?interval=1hr&function_id=${functionId}`
  expect(await read(stats)).toMatchObject({
    result: expect.arrayContaining([
      expect.objectContaining({ timestamp: '2026-03-09T06:05:00.000Z', server_err_count: 1 }),
    ]),
  })
  expect(await read('/analytics/endpoints/usage.api-counts?interval=1hr')).toMatchObject({
    result: expect.arrayContaining([
      expect.objectContaining({ timestamp: '2026-03-09T06:05:00.000Z', total_rest_requests: 1 }),
    ]),
  })
  platform.logs.outage('2026-03-09T06:00:00Z')
  expect(await read(`/analytics/endpoints/logs?${query}`)).toEqual({ result: [] })
})

test('settings that are written are read again, the others stay', async () => {
  await ask(platform, 'PATCH', `${at}/config/auth`, { jwt_exp: 1800 })
  expect(await read('/config/auth')).toMatchObject({ jwt_exp: 1800, disable_signup: false })
  await ask(platform, 'PATCH', `${at}/config/database/postgres`, {
    statement_timeout: '9s',
    restart_database: true,
  })
  expect(await read('/config/database/postgres')).toEqual({
    effective_cache_size: '768MB',
    max_connections: 100,
    shared_buffers: '256MB',
    statement_timeout: '9s',
  })
  await ask(platform, 'PUT', `${at}/config/database/postgres`, { max_connections: 90 })
  expect(await read('/config/database/postgres')).toEqual({ max_connections: 90 })
  await ask(platform, 'POST', `${at}/network-restrictions/apply`, {
    dbAllowedCidrs: ['192.0.2.0/24'],
  })
  expect(await read('/network-restrictions')).toMatchObject({
    config: { dbAllowedCidrs: ['192.0.2.0/24'], dbAllowedCidrsV6: [] },
  })
})

test('what is set within an object leaves the rest of it, and a ban that is lifted is gone', async () => {
  await ask(platform, 'PATCH', `${at}/config/storage`, {
    features: { imageTransformation: { enabled: false } },
  })
  expect(await read('/config/storage')).toMatchObject({
    features: { imageTransformation: { enabled: false }, s3Protocol: { enabled: true } },
  })
  platform.network.set({ banned: ['192.0.2.7', '192.0.2.8'] })
  await ask(platform, 'DELETE', `${at}/network-bans`, { ipv4_addresses: ['192.0.2.7'] })
  expect(await ask(platform, 'POST', `${at}/network-bans/retrieve`)).toMatchObject({
    body: { banned_ipv4_addresses: ['192.0.2.8'] },
  })
})

test('an instance of another size takes the place of the first, and restarts the project', async () => {
  const given = { addon_type: 'compute_instance', addon_variant: 'ci_small' }
  await ask(platform, 'PATCH', `${at}/billing/addons`, given)
  expect(await read('/billing/addons')).toMatchObject({
    selected_addons: [{ type: 'compute_instance', variant: { id: 'ci_small', name: 'Small' } }],
  })
  expect(await read('')).toMatchObject({ status: 'RESIZING' })
})

test('limits are told always, held when they are enforced, and over after a minute', async () => {
  const statuses = async (times: number, path: string) => {
    const seen: number[] = []
    for (let time = 0; time < times; time += 1) {
      seen.push((await ask(platform, 'GET', `${at}${path}`)).status)
    }
    return seen
  }
  const { headers } = await ask(platform, 'GET', at)
  expect(headers.get('x-ratelimit-limit')).toBe('120')
  expect(headers.get('x-ratelimit-remaining')).toBe('119')
  expect(headers.get('x-ratelimit-reset')).toBe('60')
  platform.enforceLimits()
  const logs = '/analytics/endpoints/logs?sql=select+id+from+logs'
  expect((await statuses(11, logs)).slice(-2)).toEqual([200, 429])
  expect((await statuses(109, '/secrets')).slice(-2)).toEqual([200, 429])
  vi.setSystemTime(now + 60_000)
  expect(await statuses(1, logs)).toEqual([200])
})

test('what the description rules out is a mistake of whoever set it', async () => {
  platform.backups.set({ backups: [{ id: 'newest' }] as never })
  expect(await ask(platform, 'GET', `${at}/database/backups`)).toMatchObject({
    status: 500,
    body: { message: expect.stringContaining('backups.0.id') },
  })
})
