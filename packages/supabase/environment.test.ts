import { expect, test } from 'vitest'
import { readPlatformAccess } from './environment.ts'
import { sessionPoolerUrl } from './session-pooler.ts'

const ref = 'abcdefghijklmnopqrst'
const token = `sbp_${'0123456789abcdef'.repeat(2)}01234567`
const set = { SUPABASE_ACCESS_TOKEN: token, SUPABASE_PROJECT_REF: ref }

test('without token and ref the platform is skipped, and it is said what to set', () => {
  const access = readPlatformAccess({ SUPABASE_ACCESS_TOKEN: '', SUPABASE_PROJECT_REF: ' ' })
  expect(access.state).toBe('skipped')
  expect(JSON.stringify(access)).toMatch(/SUPABASE_ACCESS_TOKEN.*SUPABASE_PROJECT_REF/)
})

test("the address is Supabase's own unless said", () => {
  const access = { token, ref, endpoint: 'https://api.supabase.com' }
  expect(readPlatformAccess(set)).toEqual({ state: 'ready', access })
})

test.each([
  'http://127.0.0.1:8080/',
  'http://localhost:1',
  'http://[::1]:1',
  'https://api.example',
])('%s may be asked', (endpoint) => {
  expect(readPlatformAccess({ ...set, SUPABASE_API_ENDPOINT: endpoint })).toMatchObject({
    access: { endpoint: endpoint.replace(/\/$/, '') },
  })
})

test.each([
  [{ SUPABASE_ACCESS_TOKEN: token }, /SUPABASE_PROJECT_REF is not: set it/],
  [{ SUPABASE_PROJECT_REF: ref }, /SUPABASE_ACCESS_TOKEN is not: make a token/],
  [{ ...set, SUPABASE_PROJECT_REF: ref.toUpperCase() }, /SUPABASE_PROJECT_REF is no project ref/],
  [{ ...set, SUPABASE_PROJECT_REF: `https://${ref}.supabase.co` }, /is no project ref/],
  [{ ...set, SUPABASE_ACCESS_TOKEN: `${token}\nx` }, /SUPABASE_ACCESS_TOKEN holds spaces/],
  [
    { ...set, SUPABASE_API_ENDPOINT: 'http://api.supabase.com' },
    /SUPABASE_API_ENDPOINT is no address/,
  ],
  [
    { ...set, SUPABASE_API_ENDPOINT: 'http://127.0.0.1.example' },
    /SUPABASE_API_ENDPOINT is no address/,
  ],
  [
    { ...set, SUPABASE_API_ENDPOINT: 'https://me:pw@api.example' },
    /SUPABASE_API_ENDPOINT is no address/,
  ],
  [{ ...set, SUPABASE_API_ENDPOINT: 'api.supabase.com' }, /SUPABASE_API_ENDPOINT is no address/],
])('a mistake in %j is told with the next step', (environment, sentence) => {
  const read = () => readPlatformAccess(environment)
  expect(read).toThrow(sentence)
  expect(read).not.toThrow(token)
})

test('every mistake is told at once', () => {
  const environment = { ...set, SUPABASE_PROJECT_REF: 'x', SUPABASE_API_ENDPOINT: 'x' }
  expect(() => readPlatformAccess(environment)).toThrow(/PROJECT_REF.*API_ENDPOINT/)
})

const pooler = {
  identifier: ref,
  database_type: 'PRIMARY',
  db_user: `postgres.${ref}`,
  db_host: 'aws-0-us-east-1.pooler.supabase.com',
  db_port: 6543,
  db_name: 'postgres',
  pool_mode: 'transaction',
  default_pool_size: null,
  max_client_conn: null,
}
const replica = { ...pooler, database_type: 'READ_REPLICA', db_host: 'aws-0-x.pooler.supabase.com' }
const direct = { ...pooler, db_host: `db.${ref}.supabase.co` }

test('the session pooler is the same host at port 5432, for the role that is given', () => {
  expect(sessionPoolerUrl([replica, direct, pooler], { password: 'a/b@c:d%' })).toBe(
    `postgresql://postgres.${ref}:a%2Fb%40c%3Ad%25@aws-0-us-east-1.pooler.supabase.com:5432/postgres?sslmode=verify-full`,
  )
  const url = sessionPoolerUrl([pooler], { role: 'rollcall_reader', password: 'x' })
  expect(new URL(url).username).toBe(`rollcall_reader.${ref}`)
})

test('a project without a shared pooler is told', () => {
  expect(() => sessionPoolerUrl([direct, replica], { password: 'x' })).toThrow(/Connect page/)
})
