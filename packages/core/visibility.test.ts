import { randomBytes } from 'node:crypto'
import { emptySchool, enrol, lookAs, scratchDatabase } from '@rollcall/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Check } from './check.ts'

const database = scratchDatabase()

/** A role of this file's own: roles belong to the server that all files share. */
const role = `onlooker_${randomBytes(4).toString('hex')}`
const url = () => Object.assign(new URL(database.url), { username: role, password: role }).href

beforeAll(async () => {
  await database.session.query(`create role ${role} login password '${role}'`)
  await emptySchool(database)
  await enrol(database)
})
beforeEach(async () => {
  await database.session.query(`drop owned by ${role}`)
  await database.session.query(`grant usage on schema public to ${role}`)
})
afterAll(async () => {
  await database.session.query(`drop owned by ${role}`)
  await database.session.query(`drop role ${role}`)
})

/** Passes whatever it sees, as a check does to which a role shows nothing that is wrong. */
const trusting: Check = {
  id: 'trusting',
  title: 'All is well',
  reads: ['public.classes'],
  look: async ({ database }) => {
    const { rows } = await database.query('select from public.classes')
    return { state: 'looked', findings: [], evidence: { examined: rows.length } }
  },
}
const looked = () => lookAs(url(), trusting)

test('a role that lacks a privilege gets unknown, with what it lacks and a hint', async () => {
  expect(await looked()).toMatchObject({
    state: 'unknown',
    reason: `Role ${role} may not read public.classes`,
    hint: expect.stringContaining('rollcall_reader'),
  })
})

test('a role that may read some columns only gets unknown', async () => {
  await database.session.query(`grant select (id) on public.classes to ${role}`)
  expect(await looked()).toMatchObject({
    state: 'unknown',
    reason: `Role ${role} may not read public.classes`,
  })
})

test('a role to which no policy shows a row gets unknown, never pass', async () => {
  await database.session.query(`grant select on public.classes to ${role}`)
  expect(await looked()).toMatchObject({
    state: 'unknown',
    reason: `Row level security hides rows of public.classes from role ${role}`,
  })
})

test('a role to which a policy shows some rows gets unknown, never pass', async () => {
  await database.session.query(`grant select on public.classes to ${role}`)
  await database.session.query(
    `create policy few on public.classes for select to ${role} using (student_id < 0)`,
  )
  expect(await looked()).toMatchObject({ state: 'unknown' })
})

test('a policy that shows all rows lets it look, unless a restrictive one stands beside it', async () => {
  await database.session.query(`grant select on public.classes to ${role}`)
  await database.session.query(
    `create policy every on public.classes for select to ${role} using (true)`,
  )
  expect(await looked()).toMatchObject({ state: 'pass', evidence: { examined: 6 } })
  await database.session.query(
    `create policy fewer on public.classes as restrictive for select to ${role} using (student_id < 0)`,
  )
  expect(await looked()).toMatchObject({ state: 'unknown' })
})
