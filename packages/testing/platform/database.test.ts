import { createScratch, withSession } from '@rollcall/database'
import { afterAll, afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { ask } from './ask.ts'
import { startPlatform } from './platform.ts'

const scratch = await createScratch(inject('server'))
const platform = await startPlatform({ database: scratch.url })
const at = `/v1/projects/${platform.ref}/database`

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-09T06:17:00Z') })
  platform.reset()
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await platform.stop()
  await scratch.drop()
})

test('a query runs on the database, the last statement of several is answered', async () => {
  const query = 'create table slots (day int); insert into slots values (1), (2); table slots'
  expect(await ask(platform, 'POST', `${at}/query`, { query })).toMatchObject({
    status: 201,
    body: [{ day: 1 }, { day: 2 }],
  })
})

test('what Postgres refuses comes with its code', async () => {
  const { status, body } = await ask(platform, 'POST', `${at}/query`, { query: 'table nowhere' })
  expect(status).toBe(400)
  expect(body).toEqual({
    message: 'Failed to run sql query: ERROR:  42P01: relation "nowhere" does not exist',
  })
})

test('nothing is written read-only: by the query, by the path, by the project', async () => {
  const query = 'create table never (id int)'
  const refusal = { status: 400, body: { message: expect.stringContaining('25006') } }
  expect(await ask(platform, 'POST', `${at}/query/read-only`, { query })).toMatchObject(refusal)
  expect(await ask(platform, 'POST', `${at}/query`, { query, read_only: true })).toMatchObject(
    refusal,
  )
  platform.readOnly(true)
  expect(await ask(platform, 'POST', `${at}/query`, { query })).toMatchObject(refusal)
  await ask(platform, 'POST', `/v1/projects/${platform.ref}/readonly/temporary-disable`)
  expect(await ask(platform, 'POST', `${at}/query`, { query })).toMatchObject({ status: 201 })
})

test('a paused project takes no queries', async () => {
  platform.projectIs('INACTIVE')
  const { status, body } = await ask(platform, 'POST', `${at}/query`, { query: 'select 1' })
  expect({ status, body }).toEqual({
    status: 400,
    body: { message: 'Project is INACTIVE: its database takes no queries' },
  })
})

test('a migration runs once, is written down, and is listed by its version', async () => {
  const first = { query: 'create table lessons (id int)', name: 'lessons' }
  const key = { 'idempotency-key': 'one' }
  for (let time = 0; time < 2; time += 1) {
    expect(await ask(platform, 'POST', `${at}/migrations`, first, key)).toMatchObject({
      status: 200,
      faults: [],
    })
  }
  await ask(platform, 'PUT', `${at}/migrations`, { query: 'select 1', name: 'noted' })
  expect(await ask(platform, 'GET', `${at}/migrations`)).toMatchObject({
    faults: [],
    body: [
      { version: '20260309061700', name: 'lessons' },
      { version: '20260309061701', name: 'noted' },
    ],
  })
  expect(await ask(platform, 'GET', `${at}/migrations/20260309061700`)).toMatchObject({
    faults: [],
    body: { statements: [first.query] },
  })
  expect((await ask(platform, 'GET', `${at}/migrations/1`)).status).toBe(400)
})

test('a migration that fails leaves nothing behind', async () => {
  const query = 'create table half (id int); select 1/0'
  expect((await ask(platform, 'POST', `${at}/migrations`, { query })).status).toBe(400)
  const there = await withSession(scratch.url, {}, (session) =>
    session.query("select to_regclass('half') as half"),
  )
  expect(there.rows).toEqual([{ half: null }])
})

test('a migration that cannot be written down is not made either', async () => {
  await ask(platform, 'PUT', `${at}/migrations`, { query: 'select 1' })
  const query = 'create table orphan (id int); drop table supabase_migrations.schema_migrations'
  expect((await ask(platform, 'POST', `${at}/migrations`, { query })).status).toBe(400)
  const there = await withSession(scratch.url, {}, (session) =>
    session.query("select to_regclass('orphan') as orphan"),
  )
  expect(there.rows).toEqual([{ orphan: null }])
})

test('without a database it says how to give one', async () => {
  const alone = await startPlatform()
  const { body } = await ask(alone, 'POST', `${at}/query`, { query: 'select 1' })
  await alone.stop()
  expect(body).toEqual({
    message: 'There is no database: give startPlatform one as { database: <its address> }',
  })
})
