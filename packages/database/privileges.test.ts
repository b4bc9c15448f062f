import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { connect } from './connect.ts'

const database = scratchDatabase()
const query = async (sql: string, values: unknown[] = []) =>
  (await database.session.query(sql, values)).rows

const tables = `
  select c.oid, n.nspname || '.' || c.relname as name
  from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname in ('public', 'rollcall') and c.relkind in ('r', 'p')`
const functions = `
  select p.oid, p.oid::regprocedure::text as name, p.proconfig,
         p.prosecdef and p.prorettype <> 'trigger'::regtype as prosecdef
  from pg_catalog.pg_proc as p
  where p.pronamespace in ('public'::regnamespace, 'rollcall'::regnamespace)`
const writing = "'insert', 'update', 'delete', 'truncate'"

test('row level security is on for every table', async () => {
  expect(
    await query(
      `select t.name from (${tables}) as t join pg_catalog.pg_class as c using (oid) where not c.relrowsecurity`,
    ),
  ).toEqual([])
})

test('every function has a fixed search path', async () => {
  expect(
    await query(
      `select name from (${functions}) as f where not coalesce('search_path=""' = any (proconfig), false)`,
    ),
  ).toEqual([])
})

test('anon may execute nothing, read nothing and see no schema of ours', async () => {
  expect(
    await query(
      `select name from (${functions}) as f where has_function_privilege('anon', oid, 'execute')`,
    ),
  ).toEqual([])
  expect(
    await query(
      `select name from (${tables}) as t
       where has_table_privilege('anon', oid, 'select') or has_table_privilege('anon', oid, '${writing.replaceAll("'", '')}')`,
    ),
  ).toEqual([])
  expect(await query("select has_schema_privilege('anon', 'rollcall', 'usage') as usage")).toEqual([
    { usage: false },
  ])
})

test('authenticated may read three tables, in which it sees nothing until there are policies', async () => {
  const granted = await query(
    `select t.name, array_agg(p.name order by p.name) as privileges
     from (${tables}) as t, unnest(array['select', ${writing}]) as p (name)
     where has_table_privilege('authenticated', t.oid, p.name) group by t.name order by t.name`,
  )
  expect(granted).toEqual(
    ['classes', 'courses', 'students'].map((table) => ({
      name: `public.${table}`,
      privileges: ['select'],
    })),
  )
  await query("insert into public.courses (name) values ('Physics')")
  await query('set role authenticated')
  expect(await query('select * from public.courses')).toEqual([])
  await query('reset role')
})

test('service_role works with the four tables and calls the three functions of the document', async () => {
  await query('set role service_role')
  await query(
    'insert into public.students (first_name, start_date, fixed_schedule) values (\'Ada\', \'2026-03-02\', \'[{"day":"mon","start_time":"10:00","duration":60}]\')',
  )
  expect(await query('select count(*) from public.classes')).toEqual([{ count: 3 }])
  await query("update public.classes set status = 'completed' where date = '2026-03-02'")
  expect(await query('select * from public.check_duplicate_classes()')).toEqual([])
  expect(await query('select * from public.remove_duplicate_classes()')).toEqual([])
  expect(
    await query('select deleted_count from public.clean_old_class_generation_logs(30)'),
  ).toEqual([{ deleted_count: 0 }])
  await query('reset role')
})

test('rollcall_reader may write nothing but the history of its runs, and change nothing by a function', async () => {
  const granted = await query(
    `select t.name, array_agg(p.name order by p.name) as privileges
     from (${tables}) as t, unnest(array[${writing}]) as p (name)
     where has_table_privilege('rollcall_reader', t.oid, p.name) group by t.name order by t.name`,
  )
  expect(granted).toEqual([
    { name: 'rollcall.issues', privileges: ['delete', 'insert', 'update'] },
    { name: 'rollcall.metrics', privileges: ['insert'] },
    { name: 'rollcall.runs', privileges: ['insert', 'update'] },
    { name: 'rollcall.statement_snapshots', privileges: ['delete', 'insert'] },
    { name: 'rollcall.table_sizes', privileges: ['delete', 'insert'] },
    { name: 'rollcall.verdicts', privileges: ['insert', 'update'] },
    { name: 'rollcall.watermarks', privileges: ['insert', 'update'] },
  ])
  expect(
    await query(
      `select name from (${functions}) as f where prosecdef and has_function_privilege('rollcall_reader', oid, 'execute') order by 1`,
    ),
  ).toMatchObject([
    { name: 'check_duplicate_classes()' },
    { name: expect.stringContaining('cron_jobs') },
    { name: expect.stringContaining('function_outcomes') },
    { name: expect.stringContaining('referenced_classes') },
    { name: 'rollcall.row_widths()' },
    { name: 'rollcall.rows_pointing_nowhere(bigint)' },
    { name: 'rollcall.scheduler_runs()' },
    { name: 'rollcall.sequence_positions()' },
    { name: 'rollcall.sequences_behind()' },
  ])
  const looker = await connect(database.as('looker'))
  for (const attempt of [
    "select rollcall.generate_weekly('2026-03-11T11:00:00Z')",
    "insert into public.courses (name) values ('x')",
    'delete from public.classes',
    'update public.students set first_name = first_name',
    'select public.remove_duplicate_classes()',
    'select public.clean_old_class_generation_logs(1)',
    'select rollcall.keep_house()',
    'create table public.mine (id bigint)',
  ]) {
    await expect(looker.query(attempt), attempt).rejects.toMatchObject({ code: '42501' })
  }
  await looker.end()
})
