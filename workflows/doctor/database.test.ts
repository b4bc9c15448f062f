import { defaultConfig } from '@rollcall/core'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCatalog, roleItems } from './catalog.ts'
import { examineDatabase } from './database.ts'

const database = scratchDatabase()
const bare = scratchDatabase({ bare: true })

const settings = { config: defaultConfig, configured: true, json: false, now: testNow }

async function look(databaseUrl?: string) {
  const { found, timezone } = await examineDatabase({
    ...settings,
    ...(databaseUrl ? { databaseUrl } : {}),
  })
  return { items: new Map(found.map(({ item, ...rest }) => [item, rest])), timezone }
}

test('a migrated database has all that Rollcall needs', async () => {
  const { items, timezone } = await look(database.url)
  for (const item of [
    'reachable',
    'migrated',
    'up to date',
    'role rollcall_reader',
    'login of rollcall_reader',
    'role rollcall_operator',
    'login of rollcall_operator',
    'given login',
  ]) {
    expect(items.get(item), item).toMatchObject({ state: 'ok', fix: null })
  }
  expect(items.get('given login')?.detail).toContain('owns the database')
  expect(timezone).toBe('UTC')
})

test('says which role a login has, and what it can not see', async () => {
  const { items, timezone } = await look(database.as('looker'))
  expect(items.get('given login')?.detail).toBe('looker acts as rollcall_reader.')
  expect(items.get('up to date')).toMatchObject({ state: 'unknown' })
  expect(timezone).toBe('UTC')
  const fixer = await look(database.as('fixer'))
  expect(fixer.items.get('given login')?.detail).toBe('fixer acts as rollcall_operator.')
})

test('a login without a role is told which it lacks', async () => {
  await database.session.query("create role stranger_to_all login password 'stranger_to_all'")
  const url = new URL(database.url)
  const { items } = await look(
    Object.assign(url, { username: 'stranger_to_all', password: 'stranger_to_all' }).href,
  )
  await database.session.query('drop role stranger_to_all')
  expect(items.get('given login')).toMatchObject({
    state: 'missing',
    fix: 'grant rollcall_reader to "stranger_to_all"',
  })
  expect(items.get('migrated')).toMatchObject({ state: 'ok' })
})

describe('logins', () => {
  const query = (sql: string) => database.session.query(sql)
  // Roles are the whole server's: what is done to them here nobody else sees.
  beforeEach(async () => {
    await query('begin')
    await query('revoke rollcall_reader from looker')
    await query('revoke rollcall_operator from fixer')
  })
  afterEach(() => query('rollback'))
  const missingLogins = async () =>
    roleItems(await readCatalog(database.session))
      .filter(({ state }) => state === 'missing')
      .map(({ item, fix }) => [item, fix])

  const reader = ['login of rollcall_reader', "alter role rollcall_reader login password '…'"]
  const operator = ['login of rollcall_operator', "alter role rollcall_operator login password '…'"]

  test('without one each role is said to have none', async () => {
    expect(await missingLogins()).toEqual([reader, operator])
  })
  test('the role itself may be given one', async () => {
    await query('alter role rollcall_reader login')
    expect(await missingLogins()).toEqual([operator])
  })
  test('who may operate is no login for looking', async () => {
    await query('grant rollcall_operator to fixer')
    expect(await missingLogins()).toEqual([reader])
  })
  test.each(['superuser', 'createrole'])('who is %s is no login of ours', async (attribute) => {
    await query(`create role boss login ${attribute} in role rollcall_reader, rollcall_operator`)
    expect(await missingLogins()).toEqual([reader, operator])
  })
  test('a role may be had by way of another', async () => {
    await query('create role staff in role rollcall_reader')
    await query('create role someone login in role staff')
    expect(await missingLogins()).toEqual([operator])
  })
})

test('a database that was never migrated', async () => {
  const { items, timezone } = await look(bare.url)
  expect(items.get('migrated')).toMatchObject({
    state: 'missing',
    detail: 'This database has never been migrated.',
    fix: 'npx rollcall migrate --dry-run && npx rollcall migrate',
  })
  expect(items.has('up to date')).toBe(false)
  expect(timezone).toBeUndefined()
})

test('a schema that somebody changed is not up to date', async () => {
  await database.session.query('drop function rollcall.weekly_tick')
  const { items } = await look(database.url)
  expect(items.get('up to date')).toMatchObject({ state: 'missing', fix: 'npx rollcall migrate' })
})

test('a database that does not answer is unknown, and its password stays unsaid', async () => {
  const { items } = await look('postgresql://me:s3cret-word@127.0.0.1:1/school')
  expect([...items]).toMatchObject([
    ['reachable', { state: 'unknown', detail: 'Nothing answers at 127.0.0.1:1.' }],
  ])
  expect(JSON.stringify([...items])).not.toContain('s3cret-word')
})

test('without an address it is skipped, and says what to set', async () => {
  expect([...(await look()).items]).toMatchObject([
    ['address', { state: 'skipped', fix: expect.stringContaining('DATABASE_URL') }],
  ])
})
