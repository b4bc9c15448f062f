import { createScratch } from '@rollcall/database'
import { afterAll, expect, inject, test } from 'vitest'
import { ask } from './ask.ts'
import { answerFaults } from './description/description.ts'
import { type Operation, operations } from './description/operations.ts'
import { startPlatform } from './platform.ts'

const scratch = await createScratch(inject('server'))
const platform = await startPlatform({ database: scratch.url, transition: 0 })
afterAll(async () => {
  await platform.stop()
  await scratch.drop()
})

const { ref } = platform
const project = '/v1/projects/{ref}'
platform.functions.set([{ slug: 'class-tracking' }])
platform.network.set({ banned: ['192.0.2.7'] })
platform.advisors.set({
  security: [{ name: 'rls_disabled_in_public' }],
  performance: [{ name: 'unused_index' }],
})
platform.logs.add([
  {
    timestamp: new Date(Date.now() - 60 * 60_000).toISOString(),
    source: 'edge_logs',
    attributes: { 'request.path': '/rest/v1/classes', 'response.status_code': 200 },
  },
])

function code(metadata: object, ...files: string[]): FormData {
  const form = new FormData()
  form.append('metadata', JSON.stringify(metadata))
  for (const file of files) form.append('file', new File(['export {}'], file))
  return form
}

const named = { db_pass: 'a password', name: 'second', organization_slug: 'rollcall-school' }
const day = 24 * 60 * 60_000
const logs = (sql: string, length = day) =>
  new URLSearchParams({
    sql,
    iso_timestamp_start: new Date(Date.now() - length).toISOString(),
    iso_timestamp_end: new Date().toISOString(),
  })

/** A good request for each operation and refused ones, in the order of their coming. */
const requests: [Operation, string, number, unknown?][] = [
  ['GET /v1/organizations', '', 200],
  ['GET /v1/organizations/{slug}', '/v1/organizations/rollcall-school', 200],
  ['GET /v1/organizations/{slug}', '/v1/organizations/none', 404],
  [
    'GET /v1/organizations/{slug}/entitlements',
    '/v1/organizations/rollcall-school/entitlements',
    200,
  ],
  ['GET /v1/projects', '', 200],
  ['POST /v1/projects', '', 201, named],
  ['POST /v1/projects', '', 400, { name: 'third' }],
  ['POST /v1/projects', '', 404, { ...named, organization_slug: 'none' }],
  ['GET /v1/projects/{ref}', '', 200],
  ['GET /v1/projects/{ref}', '/v1/projects/abcdefghijklmnopqrst', 404],
  ['GET /v1/projects/{ref}', '/v1/projects/short', 400],
  ['PATCH /v1/projects/{ref}', '', 200, { name: 'school' }],
  ['GET /v1/projects/{ref}/health', '?services=auth,db&services=rest', 200],
  ['GET /v1/projects/{ref}/health', '', 400],
  ['GET /v1/projects/{ref}/health', '?services=kitchen', 400],
  ['GET /v1/projects/{ref}/advisors/performance', '', 200],
  ['GET /v1/projects/{ref}/advisors/security', '', 200],
  ['GET /v1/projects/{ref}/advisors/security', '?level=ERROR', 400],
  ['GET /v1/projects/{ref}/analytics/endpoints/logs', `?${logs('select id from logs')}`, 200],
  ['GET /v1/projects/{ref}/analytics/endpoints/logs', `?${logs('select * from logs')}`, 200],
  [
    'GET /v1/projects/{ref}/analytics/endpoints/logs',
    `?${logs('select id from logs', 2 * day)}`,
    400,
  ],
  ['GET /v1/projects/{ref}/analytics/endpoints/logs.all', '', 410],
  ['GET /v1/projects/{ref}/analytics/endpoints/metrics', '', 200],
  ['GET /v1/projects/{ref}/analytics/endpoints/usage.api-counts', '?interval=1day', 200],
  ['GET /v1/projects/{ref}/analytics/endpoints/usage.api-counts', '?interval=2day', 400],
  ['GET /v1/projects/{ref}/analytics/endpoints/usage.api-requests-count', '', 200],
  ['GET /v1/projects/{ref}/api-keys', '?reveal=true', 200],
  ['POST /v1/projects/{ref}/api-keys', '', 201, { type: 'secret', name: 'rollcall' }],
  ['POST /v1/projects/{ref}/api-keys', '', 400, { type: 'secret', name: 'rollcall' }],
  ['GET /v1/projects/{ref}/api-keys/legacy', '', 200],
  ['PUT /v1/projects/{ref}/api-keys/legacy', '?enabled=false', 200],
  ['GET /v1/projects/{ref}/billing/addons', '', 200],
  [
    'PATCH /v1/projects/{ref}/billing/addons',
    '',
    200,
    { addon_type: 'compute_instance', addon_variant: 'ci_small' },
  ],
  ['GET /v1/projects/{ref}/config/auth', '', 200],
  ['PATCH /v1/projects/{ref}/config/auth', '', 200, { jwt_exp: 1800 }],
  ['PATCH /v1/projects/{ref}/config/auth', '', 400, { jwt_exp: 'long' }],
  ['GET /v1/projects/{ref}/config/database/pooler', '', 200],
  ['PATCH /v1/projects/{ref}/config/database/pooler', '', 200, { default_pool_size: 20 }],
  ['GET /v1/projects/{ref}/config/database/postgres', '', 200],
  ['PATCH /v1/projects/{ref}/config/database/postgres', '', 200, { statement_timeout: '8s' }],
  ['PUT /v1/projects/{ref}/config/database/postgres', '', 200, { statement_timeout: '9s' }],
  ['GET /v1/projects/{ref}/config/disk', '', 200],
  [
    'POST /v1/projects/{ref}/config/disk',
    '',
    201,
    { attributes: { type: 'gp3', size_gb: 16, iops: 3000 } },
  ],
  ['GET /v1/projects/{ref}/config/disk/autoscale', '', 200],
  ['GET /v1/projects/{ref}/config/disk/util', '', 200],
  ['GET /v1/projects/{ref}/config/storage', '', 200],
  ['PATCH /v1/projects/{ref}/config/storage', '', 200, { fileSizeLimit: 1000 }],
  ['GET /v1/projects/{ref}/database/backups', '', 200],
  ['POST /v1/projects/{ref}/database/backups/restore', '', 201, { id: 7 }],
  ['POST /v1/projects/{ref}/database/backups/restore', '', 404, { id: 70 }],
  [
    'POST /v1/projects/{ref}/database/backups/restore-pitr',
    '',
    400,
    { recovery_time_target_unix: 1 },
  ],
  ['GET /v1/projects/{ref}/database/backups/schedule', '', 200],
  ['PATCH /v1/projects/{ref}/database/backups/schedule', '', 200, { schedule_for: '04:30' }],
  ['GET /v1/projects/{ref}/database/migrations', '', 200],
  ['POST /v1/projects/{ref}/database/migrations', '', 400, { query: 'not sql' }],
  ['POST /v1/projects/{ref}/database/query', '', 201, { query: 'select 1' }],
  ['POST /v1/projects/{ref}/database/query', '', 400, { query: 'select 1/0' }],
  [
    'POST /v1/projects/{ref}/database/query/read-only',
    '',
    201,
    { query: 'select $1::int as n', parameters: [2] },
  ],
  ['PATCH /v1/projects/{ref}/database/password', '', 200, { password: 'another' }],
  ['POST /v1/projects/{ref}/database/webhooks/enable', '', 201],
  ['GET /v1/projects/{ref}/functions', '', 200],
  ['POST /v1/projects/{ref}/functions', '?slug=plain&name=Plain&verify_jwt=false', 201, 'a bundle'],
  ['POST /v1/projects/{ref}/functions', '?slug=plain', 400, 'a bundle'],
  [
    'POST /v1/projects/{ref}/functions/deploy',
    '?slug=weekly',
    201,
    code({ entrypoint_path: 'index.ts', verify_jwt: false }, 'index.ts', 'deps.ts'),
  ],
  [
    'POST /v1/projects/{ref}/functions/deploy',
    '?slug=weekly',
    400,
    code({ entrypoint_path: 'main.ts' }, 'index.ts'),
  ],
  [
    'POST /v1/projects/{ref}/functions/deploy',
    '?slug=weekly',
    400,
    code({ entrypoint_path: 'index.ts', verify_jwt: 'false' }, 'index.ts'),
  ],
  ['POST /v1/projects/{ref}/functions/deploy', '?slug=weekly', 400, code({}, 'index.ts')],
  [
    'POST /v1/projects/{ref}/functions/deploy',
    '?slug=weekly',
    400,
    code({ entrypoint_path: 'index.ts' }),
  ],
  ['POST /v1/projects/{ref}/functions/deploy', '?slug=weekly', 400, { entrypoint_path: 'main.ts' }],
  [
    'PUT /v1/projects/{ref}/functions',
    '',
    200,
    [{ id: '1', slug: 'bulk', name: 'bulk', status: 'ACTIVE', version: 1 }],
  ],
  ['GET /v1/projects/{ref}/functions/{function_slug}', `${project}/functions/weekly`, 200],
  ['GET /v1/projects/{ref}/functions/{function_slug}', `${project}/functions/none`, 404],
  [
    'PATCH /v1/projects/{ref}/functions/{function_slug}',
    `${project}/functions/plain?verify_jwt=true`,
    200,
    'a bundle',
  ],
  [
    'GET /v1/projects/{ref}/functions/{function_slug}/body',
    `${project}/functions/weekly/body`,
    200,
  ],
  ['DELETE /v1/projects/{ref}/functions/{function_slug}', `${project}/functions/plain`, 200],
  ['POST /v1/projects/{ref}/network-bans/retrieve', '', 201],
  ['POST /v1/projects/{ref}/network-bans/retrieve/enriched', '', 201],
  ['DELETE /v1/projects/{ref}/network-bans', '', 200, { ipv4_addresses: ['192.0.2.7'] }],
  ['GET /v1/projects/{ref}/network-restrictions', '', 200],
  [
    'PATCH /v1/projects/{ref}/network-restrictions',
    '',
    200,
    { add: { dbAllowedCidrs: ['192.0.2.0/24'] } },
  ],
  [
    'POST /v1/projects/{ref}/network-restrictions/apply',
    '',
    201,
    { dbAllowedCidrs: ['0.0.0.0/0'] },
  ],
  ['GET /v1/projects/{ref}/postgrest', '', 200],
  ['PATCH /v1/projects/{ref}/postgrest', '', 200, { max_rows: 500 }],
  ['GET /v1/projects/{ref}/readonly', '', 200],
  ['POST /v1/projects/{ref}/readonly/temporary-disable', '', 201],
  ['POST /v1/projects/{ref}/secrets', '', 201, [{ name: 'KEY', value: 'value' }]],
  ['POST /v1/projects/{ref}/secrets', '', 400, [{ name: 'SUPABASE_URL', value: 'value' }]],
  ['GET /v1/projects/{ref}/secrets', '', 200],
  ['DELETE /v1/projects/{ref}/secrets', '', 200, ['KEY']],
  ['GET /v1/projects/{ref}/ssl-enforcement', '', 200],
  ['PUT /v1/projects/{ref}/ssl-enforcement', '', 200, { requestedConfig: { database: false } }],
  ['GET /v1/projects/{ref}/upgrade/eligibility', '', 200],
  ['GET /v1/projects/{ref}/restore', '', 200],
  ['POST /v1/projects/{ref}/restore', '', 400],
  ['POST /v1/projects/{ref}/pause', '', 200],
  ['POST /v1/projects/{ref}/restore', '', 200],
  ['DELETE /v1/projects/{ref}', '', 200],
]

/** What needs an id that only an earlier answer tells. */
const stories: [Operation, () => Promise<Awaited<ReturnType<typeof ask>>>][] = [
  ['GET /v1/projects/{ref}/api-keys/{id}', async () => ask(platform, 'GET', await keyPath())],
  [
    'PATCH /v1/projects/{ref}/api-keys/{id}',
    async () => ask(platform, 'PATCH', await keyPath(), { name: 'renamed' }),
  ],
  ['DELETE /v1/projects/{ref}/api-keys/{id}', async () => ask(platform, 'DELETE', await keyPath())],
  [
    'GET /v1/projects/{ref}/analytics/endpoints/functions.combined-stats',
    async () => {
      const { body } = await ask(platform, 'GET', `/v1/projects/${ref}/functions`)
      const [{ id = '' } = {}] = body as { id?: string }[]
      const path = `/v1/projects/${ref}/analytics/endpoints/functions.combined-stats`
      return ask(platform, 'GET', `${path}?interval=1day&function_id=${id}`)
    },
  ],
]

async function keyPath(): Promise<string> {
  const { body } = await ask(platform, 'GET', `/v1/projects/${ref}/api-keys`)
  const keys = body as { id: string; type: string }[]
  return `/v1/projects/${ref}/api-keys/${keys.findLast(({ type }) => type === 'secret')?.id}`
}

for (const [operation, answer] of stories) {
  test(`${operation} answers with 200 as described`, async () => {
    expect(await answer()).toMatchObject({ status: 200, faults: [] })
  })
}

for (const [operation, rest, status, body] of requests) {
  test(`${operation} ${rest.slice(0, 60)} answers with ${status} as described`, async () => {
    const [method = '', template = ''] = operation.split(' ')
    const path = rest.startsWith('/') ? rest : `${template}${rest}`
    const answered = await ask(platform, method, path.replace('{ref}', ref), body)
    expect({ ...answered, headers: undefined }).toMatchObject({ status, faults: [] })
  })
}

// These are told in database.test.ts, on a database of their own.
const elsewhere: Operation[] = [
  'PUT /v1/projects/{ref}/database/migrations',
  'GET /v1/projects/{ref}/database/migrations/{version}',
]

test('every operation that we answer is held against the description', () => {
  const held = [...requests, ...stories].map(([operation]) => operation)
  expect(new Set([...held, ...elsewhere])).toEqual(new Set(operations))
})

test('an answer that is otherwise than described is told', () => {
  const json = 'application/json'
  expect(answerFaults('GET /v1/projects', 200, json, [{ ref: 7 }])).toContainEqual(
    expect.stringContaining('GET /v1/projects 200: 0.ref'),
  )
  expect(answerFaults('POST /v1/projects', 200, json, {})).toEqual([
    "POST /v1/projects doesn't answer with 200",
  ])
  expect(answerFaults('GET /v1/projects', 200, 'text/plain', [])).toEqual([
    'GET /v1/projects 200 is to be application/json, not "text/plain"',
  ])
  expect(answerFaults('GET /v1/projects', 401, json, {})).toEqual([
    'GET /v1/projects 401 has no message',
  ])
})
