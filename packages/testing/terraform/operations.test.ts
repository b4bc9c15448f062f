import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../platform/platform.ts'
import { type Api, connectApi } from './api.ts'
import { checked, created, diffed, read, removed, updated } from './operations.ts'
import { type State, unknown } from './state.ts'

const project = 'supabase:index/project:Project'
const settings = 'supabase:index/settings:Settings'
const apikey = 'supabase:index/apikey:Apikey'
const secrets = 'supabase:index/edgeFunctionSecrets:EdgeFunctionSecrets'

let platform: Platform
let api: Api
/** What time it is at the platform while time stands still there, and nothing comes up. */
let halted: number | undefined
beforeAll(async () => {
  platform = await startPlatform({ transition: 50, clock: () => halted ?? Date.now() })
  api = connectApi(platform.url, platform.token, new AbortController().signal)
})
beforeEach(() => platform.reset())
afterAll(() => platform.stop())

const school = () => ({
  name: 'School',
  organizationId: platform.organization,
  region: 'eu-central-1',
  databasePassword: 'correct horse battery',
})
const change = (before: State, inputs: State) => ({ before, inputs, ignored: [] })
const failuresOf = (type: string, inputs: State) => {
  const from = { before: {}, urn: 'urn:pulumi:test::rollcall::type::own', seed: new Uint8Array(4) }
  return checked(type, inputs, from).failures.map(({ property }) => property)
}

test('names each property that can not be taken as it is', () => {
  expect(failuresOf(project, { name: 1, colour: 'blue', region: unknown })).toEqual([
    'databasePassword',
    'organizationId',
    'name',
    'colour',
  ])
  expect(
    failuresOf(project, { ...school(), databasePassword: 'abc', instanceSize: 'huge' }),
  ).toEqual(['databasePassword', 'instanceSize'])
  expect(failuresOf(settings, { projectRef: 'x', api: '{' })).toEqual(['api'])
  expect(failuresOf(apikey, { projectRef: 'x', name: 'No key' })).toEqual(['name'])
  expect(failuresOf(secrets, { projectRef: 'x', secrets: [{ name: 'a' }] })).toEqual([
    'secrets[0].value',
  ])
})

test('a name that the bridge makes up is no name for a key', () => {
  expect(failuresOf(apikey, { projectRef: 'x' })).toEqual(['name'])
  expect(failuresOf(project, { ...school(), name: undefined })).toEqual([])
})

test('plans what is not known yet without asking anybody', async () => {
  expect(await created(project, { ...school(), region: unknown })).toMatchObject({
    id: unknown,
    region: unknown,
    instanceSize: unknown,
    name: 'School',
  })
  expect(platform.calls).toEqual([])
})

test('a project that does not come up is reported, and its ref is lost', async () => {
  const timeouts = { create: '1ms' }
  halted = Date.now()
  await expect(created(project, { ...school(), timeouts }, api)).rejects.toThrow(
    'Project Not Ready',
  )
  halted = undefined
  const again = await created(project, school(), api)
  expect(platform.calls.filter(({ method }) => method === 'POST')).toHaveLength(2)
  expect(again.id).toMatch(/^[a-z]{20}$/)
})

test('a project is not moved, nor seen to be gone', async () => {
  const before = await created(project, school(), api)
  const moved = { ...school(), region: 'us-east-1' }
  expect(diffed(project, change(before, moved))).toEqual({ changes: ['region'], replaces: [] })
  await expect(updated(project, change(before, moved), api)).rejects.toThrow('region')
  await removed(project, before, api)
  const refreshed = await read(project, { id: `${before.id}`, before, inputs: school() }, api)
  expect(refreshed).toEqual({ state: before, inputs: school() })
})

test('settings are compared by their meaning, and only the fields that are given', async () => {
  const inputs = { projectRef: platform.ref, api: '{ "max_rows": 500, "db_schema": "public" }' }
  const before = await created(settings, inputs, api)
  expect(before).toMatchObject({ id: platform.ref, api: inputs.api, auth: null })
  const same = { ...inputs, api: '{"db_schema":"public","max_rows":500}' }
  expect(diffed(settings, change(before, same)).changes).toEqual([])

  await api.call('PATCH', `/v1/projects/${platform.ref}/postgrest`, { max_rows: 3, db_pool: 9 })
  const seen = await read(settings, { id: platform.ref, before, inputs }, api)
  expect(seen?.inputs.api).toBe('{"db_schema":"public","max_rows":3}')
  await removed(settings, before, api)
})

test('settings that are imported are all of them, and those that are secret are not told', async () => {
  await api.call('PATCH', `/v1/projects/${platform.ref}/config/auth`, { smtp_pass: 'a password' })
  const found = await read(settings, { id: platform.ref, before: {}, inputs: {} }, api)
  expect(Object.keys(found?.inputs ?? {}).toSorted()).toEqual([
    'api',
    'auth',
    'database',
    'network',
    'projectRef',
    'sslEnforcement',
    'storage',
  ])
  expect(JSON.stringify(found)).not.toContain('smtp_pass')
  expect(JSON.stringify(found)).not.toContain('jwt_secret')
})

test('a key has its description from the first update on', async () => {
  const inputs = { projectRef: platform.ref, name: 'checks', description: 'for the checks' }
  const before = await created(apikey, inputs, api)
  expect(before.description).toBeNull()
  expect(diffed(apikey, change(before, inputs)).changes).toEqual(['apiKey', 'description'])
  const after = await updated(apikey, change(before, inputs), api)
  expect(diffed(apikey, change(after, inputs)).changes).toEqual([])
  const imported = await read(apikey, { id: `${platform.ref}/checks`, before: {}, inputs: {} }, api)
  expect(imported).toEqual({ state: after, inputs })

  await removed(apikey, after, api)
  await expect(read(apikey, { id: `${after.id}`, before: after, inputs }, api)).rejects.toThrow(
    'Unable to read apiKey database, got status 404',
  )
})

test('of secrets only the digests are told, and those of others are left alone', async () => {
  platform.secrets.set({ theirs: 'x' })
  const pair = (value: unknown) => [
    { name: 'one', value },
    { name: 'two', value: '2' },
  ]
  const inputs = { projectRef: platform.ref, secrets: pair('1') }
  expect(await created(secrets, { ...inputs, secrets: pair(unknown) })).toMatchObject({
    secretDigests: unknown,
  })
  const before = await created(secrets, inputs, api)
  const turned = { ...inputs, secrets: pair('1').toReversed() }
  expect(diffed(secrets, change(before, turned)).changes).toEqual([])

  await api.call('POST', `/v1/projects/${platform.ref}/secrets`, [{ name: 'two', value: 'other' }])
  const seen = await read(secrets, { id: platform.ref, before, inputs }, api)
  expect(seen?.inputs.secrets).toEqual([{ name: 'one', value: '1' }, { name: 'two' }])
  expect(diffed(secrets, change(seen?.state ?? {}, inputs)).changes).toEqual([
    'secretDigests',
    'secrets',
  ])

  const elsewhere = { ...inputs, projectRef: 'another' }
  expect(diffed(secrets, change(before, elsewhere)).replaces).toEqual(['projectRef'])
  const imported = await read(secrets, { id: platform.ref, before: {}, inputs: {} }, api)
  expect(imported?.inputs.secrets).toEqual(
    expect.arrayContaining([
      { name: 'theirs', value: null },
      { name: 'one', value: null },
    ]),
  )
})

test('a call is tried again only if it reads', async () => {
  platform.fail({ method: 'GET', path: /secrets/, kind: 503 })
  platform.fail({ method: 'POST', path: /secrets/, kind: 503 })
  const before = { id: platform.ref, projectRef: platform.ref, secrets: [], secretDigests: {} }
  expect(await read(secrets, { id: platform.ref, before, inputs: {} }, api)).toBeDefined()
  const inputs = { projectRef: platform.ref, secrets: [{ name: 'one', value: '1' }] }
  await expect(created(secrets, inputs, api)).rejects.toThrow('got status 503')
})
