import { createScratch } from '@rollcall/database'
import { afterAll, expect, inject, test } from 'vitest'
import { ask } from './ask.ts'
import { startPlatform } from './platform.ts'

// What a program that deploys asks for, in its order: as the official Terraform provider does, of which
// each question was read in its source, and as one that makes schema and webhook by itself.
const scratch = await createScratch(inject('server'))
const platform = await startPlatform({ database: scratch.url, transition: 40 })
afterAll(async () => {
  await platform.stop()
  await scratch.drop()
})

/** An answer that is as described, and its status. */
async function asked(method: string, path: string, body?: unknown, more?: Record<string, string>) {
  const { faults, status, body: answer } = await ask(platform, method, path, body, more)
  expect({ path, faults }).toEqual({ path, faults: [] })
  return { status, body: answer as Record<string, unknown> }
}

async function made(name = 'tutoring') {
  const { status, body } = await asked('POST', '/v1/projects', {
    organization_slug: platform.organization,
    name,
    db_pass: 'a long password',
    region_selection: { type: 'specific', code: 'eu-west-1' },
    desired_instance_size: 'small',
  })
  expect({ status, project: body.status }).toEqual({ status: 201, project: 'COMING_UP' })
  const at = `/v1/projects/${body.id}`
  await expect.poll(async () => (await asked('GET', at)).body.status).toBe('ACTIVE_HEALTHY')
  return at
}

const every = [
  'auth',
  'db',
  'db_postgres_user',
  'pg_bouncer',
  'pooler',
  'realtime',
  'rest',
  'storage',
]

test('a project is made, waited for, read, and gone after its removal', async () => {
  const at = await made()
  const services = every.map((name) => `services=${name}`).join('&')
  const { body: health } = await asked('GET', `${at}/health?${services}`)
  expect(health).toMatchObject(every.map((name) => ({ name, status: 'ACTIVE_HEALTHY' })))
  expect(await asked('GET', at)).toMatchObject({
    body: { name: 'tutoring', region: 'eu-west-1', organization_id: platform.organization },
  })
  expect(await asked('PUT', `${at}/api-keys/legacy?enabled=false`)).toMatchObject({ status: 200 })
  expect(await asked('GET', `${at}/api-keys/legacy`)).toMatchObject({ body: { enabled: false } })
  expect(await asked('GET', `${at}/billing/addons`)).toMatchObject({
    body: { selected_addons: [{ type: 'compute_instance', variant: { id: 'ci_small' } }] },
  })
  expect((await asked('DELETE', at)).status).toBe(200)
  for (const path of ['', '/functions', '/secrets', '/postgrest', '/billing/addons']) {
    expect((await asked('GET', `${at}${path}`)).status).toBe(404)
  }
})

test('two projects of one name are two, whatever was removed between them', async () => {
  const first = await made('twin')
  const other = await made('other')
  const second = await made('twin')
  await asked('DELETE', other)
  const third = await made('twin')
  expect(new Set([first, second, third]).size).toBe(3)
})

test('each setting that is written is answered, and read again', async () => {
  const at = await made()
  const written: [string, string, number, object, object?][] = [
    ['PUT', '/config/database/postgres', 200, { statement_timeout: '10s', max_connections: 90 }],
    ['PATCH', '/config/database/postgres', 200, { statement_timeout: '11s' }],
    ['PATCH', '/postgrest', 200, { db_schema: '', max_rows: 500 }],
    ['PATCH', '/config/auth', 200, { site_url: 'https://school.example', jwt_exp: 1800 }],
    ['PATCH', '/config/storage', 200, { fileSizeLimit: 1024 }],
    [
      'POST',
      '/network-restrictions/apply',
      201,
      { dbAllowedCidrs: [], dbAllowedCidrsV6: ['2001:db8::/32'] },
      { config: { dbAllowedCidrs: [], dbAllowedCidrsV6: ['2001:db8::/32'] } },
    ],
    [
      'PUT',
      '/ssl-enforcement',
      200,
      { requestedConfig: { database: false } },
      { currentConfig: { database: false }, appliedSuccessfully: true },
    ],
  ]
  for (const [method, path, status, body, wanted = body] of written) {
    expect(await asked(method, `${at}${path}`, body)).toMatchObject({ status })
    const read = path.replace('/apply', '')
    expect(await asked('GET', `${at}${read}`)).toMatchObject({ status: 200, body: wanted })
  }
  await asked('PATCH', `${at}/config/database/pooler`, { default_pool_size: 20 })
  expect(await asked('GET', `${at}/config/database/pooler`)).toMatchObject({
    body: [{ default_pool_size: 20, database_type: 'PRIMARY' }],
  })
  // What is of another project is as it was.
  expect(await asked('GET', `/v1/projects/${platform.ref}/ssl-enforcement`)).toMatchObject({
    body: { currentConfig: { database: true } },
  })
})

test('an API key is made, read, described and removed, and no id is given twice', async () => {
  const at = await made()
  const make = async (name: string) => {
    const given = { name, type: 'secret', secret_jwt_template: { role: 'service_role' } }
    const { status, body } = await asked('POST', `${at}/api-keys?reveal=true`, given)
    expect(status).toBe(201)
    return body as { id: string; api_key: string }
  }
  const { id, api_key } = await make('rollcall')
  const key = `${at}/api-keys/${id}?reveal=true`
  expect(await asked('GET', key)).toMatchObject({ body: { api_key, type: 'secret' } })
  expect(await asked('PATCH', key, { description: 'of the school' })).toMatchObject({
    status: 200,
    body: { api_key, description: 'of the school' },
  })
  expect((await asked('DELETE', key)).status).toBe(200)
  expect((await asked('GET', key)).status).toBe(404)
  expect((await make('another')).id).not.toBe(id)
})

test('secrets are set in bulk, told by digest, replaced and removed', async () => {
  const at = await made()
  const digests = async () => (await asked('GET', `${at}/secrets`)).body
  const one = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b'
  const two = 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35'
  const set = (...given: object[]) => asked('POST', `${at}/secrets`, given)
  expect((await set({ name: 'A', value: '1' }, { name: 'B', value: '1' })).status).toBe(201)
  expect((await set({ name: 'B', value: '2' })).status).toBe(201)
  expect(await digests()).toMatchObject([
    { name: 'A', value: one },
    { name: 'B', value: two },
  ])
  expect((await asked('DELETE', `${at}/secrets`, ['A', 'never'])).status).toBe(200)
  expect(await digests()).toMatchObject([{ name: 'B', value: two }])
})

function form(metadata: object, files: Record<string, string>): FormData {
  const given = new FormData()
  for (const [path, text] of Object.entries(files)) given.append('file', new File([text], path))
  given.append('metadata', JSON.stringify(metadata))
  return given
}

test('a function is deployed, changed, read with its code, and removed', async () => {
  const at = await made()
  const deploy = async (metadata: object, files: Record<string, string>) => {
    const path = `${at}/functions/deploy?slug=class-tracking`
    const { status, body } = await asked('POST', path, form(metadata, files))
    expect(status).toBe(201)
    return body
  }
  const whole = {
    entrypoint_path: 'functions/class-tracking/index.ts',
    import_map_path: 'functions/class-tracking/deno.json',
    static_patterns: ['functions/class-tracking/*.txt'],
    verify_jwt: false,
    name: 'Class tracking',
  }
  const files = {
    'functions/class-tracking/index.ts': "import './shared/deps.ts'",
    'functions/shared/deps.ts': 'export {}',
    'functions/class-tracking/deno.json': '{}',
  }
  const first = await deploy(whole, files)
  const { static_patterns: _, ...kept } = whole
  const function_ = `${at}/functions/class-tracking`
  expect(await asked('GET', function_)).toEqual({ status: 200, body: first })
  expect(first).toMatchObject({ ...kept, import_map: true, version: 1, status: 'ACTIVE' })
  expect(Object.keys(first)).not.toContain('static_patterns')
  expect(await asked('GET', `${function_}/body`)).toMatchObject({
    body: { entrypoint_path: whole.entrypoint_path, files },
  })

  const changed = { 'index.ts': 'export const version = 2' }
  const second = await deploy({ entrypoint_path: 'index.ts', name: 'Class tracking' }, changed)
  expect(second).toMatchObject({ id: first.id, version: 2, import_map: false, verify_jwt: false })
  expect(second.import_map_path).toBeUndefined()
  expect(second.ezbr_sha256).not.toBe(first.ezbr_sha256)
  const third = await deploy({ entrypoint_path: 'index.ts', verify_jwt: true }, changed)
  expect(third).toMatchObject({ version: 3, verify_jwt: true, ezbr_sha256: second.ezbr_sha256 })

  const multipart = { accept: 'multipart/form-data' }
  const response = await fetch(`${platform.url}${function_}/body`, {
    headers: { authorization: `Bearer ${platform.token}`, ...multipart },
  })
  const told = await response.formData()
  expect(JSON.parse(String(told.get('metadata')))).toEqual({ entrypoint_path: 'index.ts' })
  expect(await (told.get('file') as File).text()).toBe('export const version = 2')

  expect((await asked('DELETE', function_)).status).toBe(200)
  expect((await asked('GET', function_)).status).toBe(404)
})

test('a webhook of the database can be made once webhooks are enabled', async () => {
  const { ref } = platform
  const query = `
    create table public.pupils (id int);
    create trigger sends_on after insert on public.pupils for each row
    execute function supabase_functions.http_request('https://x.invalid/', 'POST', '{}', '{}', '5000');
    insert into public.pupils values (1) returning id`
  const run = () => asked('POST', `/v1/projects/${ref}/database/query`, { query })
  expect(await run()).toMatchObject({ status: 400 })
  for (let time = 0; time < 2; time += 1) {
    const enabled = await asked('POST', `/v1/projects/${ref}/database/webhooks/enable`)
    expect(enabled.status).toBe(201)
  }
  expect(await run()).toMatchObject({ status: 201, body: [{ id: 1 }] })
})
