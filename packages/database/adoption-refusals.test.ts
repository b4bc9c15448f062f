import { durableState, liveSchool } from '@rollcall/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, withSession } from './connect.ts'
import { startEmbeddedServer } from './embedded/server.ts'
import { migrate } from './migrate.ts'

const live = liveSchool()

describe('refused by name, with nothing changed, is a live school', () => {
  test.each([
    [
      'whose students have uuids',
      `alter table public.classes drop constraint classes_student_id_fkey;
       alter table public.students alter id drop default;
       alter table public.students alter id type uuid using md5(id::text)::uuid;
       alter table public.classes alter student_id type uuid using md5(student_id::text)::uuid`,
      [/public\.students\.id is uuid, not int2/, /public\.classes\.student_id is uuid/],
    ],
    [
      'whose dates are text',
      'alter table public.classes alter date type text',
      [/public\.classes\.date is text, not date\./],
    ],
    [
      'whose times bear a zone',
      'alter table public.classes alter start_time type timetz',
      [/public\.classes\.start_time is timetz, not time\./],
    ],
    [
      'that lacks what a class is made of, or calls it otherwise',
      `alter table public.classes rename date to held_on;
       alter table public.students rename fixed_schedule to timetable`,
      [/public\.classes has no column date;/, /public\.students has no column fixed_schedule\./],
    ],
    [
      'that shows something else under the name',
      `alter table public.courses rename to offers;
       create view public.courses as select id, title from public.offers`,
      [/public\.courses is a view/],
    ],
    [
      'whose classes are partitioned',
      `alter table public.classes rename to old_classes;
       create table public.classes (like public.old_classes) partition by range (date)`,
      [/public\.classes is a partitioned table/],
    ],
  ])('%s', async (_, change, sentences) => {
    const { session } = await live.adopt()
    await session.query(change)
    const before = await durableState(session)
    for (const dryRun of [true, false]) {
      const failure = await migrate(session, { dryRun }).catch((error: Error) => error)
      expect(failure).toHaveProperty('name', 'OperatorError')
      for (const sentence of sentences)
        expect(failure).toHaveProperty('message', expect.stringMatching(sentence))
    }
    expect(await durableState(session)).toBe(before)
  })
})

describe('a server that knows none of the roles', () => {
  test('is left so by a dry run, and by a role that may not make them and hears what to ask for', async () => {
    const server = await startEmbeddedServer()
    onTestFinished(server.stop)
    const owner = await connect(server.url())
    onTestFinished(() => owner.end())
    await owner.query("create role tenant login password 'tenant'")
    await owner.query('create database school owner tenant')
    const roles = async () =>
      (await owner.query('select rolname, xmin from pg_catalog.pg_authid order by 1')).rows
    const before = await roles()
    await migrate(owner, { dryRun: true })
    expect(await roles()).toEqual(before)

    const url = Object.assign(new URL(server.url('school')), {
      username: 'tenant',
      password: 'tenant',
    }).href
    await withSession(url, {}, async (tenant) => {
      const state = await durableState(tenant)
      const failure = (await migrate(tenant).catch((error: Error) => error)) as Error
      expect(failure.name).toBe('OperatorError')
      expect(await durableState(tenant)).toBe(state)
      expect(await roles()).toEqual(before)

      await owner.query(failure.message.match(/`(create role.*?)`/)?.[1] ?? '')
      expect((await migrate(tenant)).applied.length).toBeGreaterThan(0)
      expect(await migrate(tenant)).toMatchObject({ applied: [], deployed: [], indexes: [] })
    })
  })
})
