import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { reapplyRoutines } from './reapply-routines.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)
const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const apply = (session = database.session, limit?: number) =>
  applyRemedy(reapplyRoutines, context(session), limit)
const left = () => reapplyRoutines.preview(context())

afterEach(async () => {
  await apply()
  expect(await left()).toEqual({ count: 0, lines: [] })
})

const breakThings = () =>
  query(`
    drop trigger rollcall_remember_deletion on public.classes;
    drop function rollcall.remember_deletion();
    alter policy rollcall_operator_adds on public.classes with check (false);
    grant select on rollcall.school to anon`)

test('the preview names each object and what becomes of it, functions before what needs them', async () => {
  await breakThings()
  expect(await left()).toEqual({
    count: 5,
    lines: [
      'function rollcall.remember_deletion(): is missing, and is made',
      'trigger public.classes.rollcall_remember_deletion: is missing, and is made',
      'policy public.classes.rollcall_operator_adds: was changed, and is put back',
      'grant rollcall.remember_deletion() to rollcall_reader: is missing, and is made',
      'grant rollcall.school to anon: was not deployed, and is taken back',
    ],
  })
})

test('puts all back, and is safe to repeat', async () => {
  await breakThings()
  expect(await apply()).toMatchObject({ count: 5, after: { count: 0 } })
  expect(await apply()).toMatchObject({ count: 0 })
})

test('changes nothing when there is more than its bound', async () => {
  await breakThings()
  await expect(apply(database.session, 4)).rejects.toThrow(/would touch 5/)
  expect(await left()).toMatchObject({ count: 5 })
})

test("leaves rows and the application's own objects alone", async () => {
  await query(`
    insert into public.courses (name) values ('Piano');
    create policy own on public.students for select to authenticated using (id = 7);
    create function public.touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touch before update on public.students for each row execute function public.touch();
    alter table public.students disable trigger touch;
    grant update on public.students to authenticated`)
  await breakThings()
  await apply()
  const { rows } = await query(`
    select
      (select count(*) from public.courses) as courses,
      (select qual from pg_catalog.pg_policies where policyname = 'own') as policy,
      (select tgenabled from pg_catalog.pg_trigger where tgname = 'touch') as trigger,
      has_table_privilege('authenticated', 'public.students', 'update') as may`)
  expect(rows).toEqual([{ courses: 1, policy: '(id = 7)', trigger: 'D', may: true }])
})

test('cut off in the middle, nothing is half done', async () => {
  await breakThings()
  const session = await connect(database.url, { now: testNow })
  const send = session.query.bind(session) as (...args: unknown[]) => Promise<unknown>
  session.query = (async (...args: unknown[]) => {
    if (String(args[0]).startsWith('drop policy'))
      await send('select pg_terminate_backend(pg_backend_pid())')
    return send(...args)
  }) as typeof session.query
  await expect(apply(session)).rejects.toThrow()
  await session.end().catch(() => undefined)
  expect(await left()).toMatchObject({ count: 5 })
})

test('the role that generates may not, and changes nothing', async () => {
  await breakThings()
  const fixer = await connect(database.as('fixer'), { now: testNow })
  await expect(apply(fixer)).rejects.toMatchObject({ code: '42501' })
  await fixer.end()
  expect(await left()).toMatchObject({ count: 5 })
})
