import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'

const database = scratchDatabase()

/** The tables that grow with the number of students. The small ones would be copied to every node. */
const big = `array['public.students', 'public.classes', 'public.class_generation_logs',
  'rollcall.schedule_versions', 'rollcall.archived_classes', 'rollcall.deleted_classes']::regclass[]`

/** The functions that are ours: an extension's are its own business. */
const ours = `
  select p.oid, p.oid::regprocedure::text as name, l.lanname as language, p.provolatile as volatility,
         regexp_replace(p.prosrc, '--[^\\n]*', '', 'g') as body
  from pg_catalog.pg_proc as p
  join pg_catalog.pg_language as l on l.oid = p.prolang
  where p.pronamespace in ('rollcall'::regnamespace, 'public'::regnamespace)
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )`

async function names(sql: string): Promise<string[]> {
  const { rows } = await database.session.query<{ name: string }>(sql)
  return rows.map(({ name }) => name)
}

const uniqueIndexes = `
  select i.indexrelid::regclass::text as name
  from pg_catalog.pg_index as i
  where i.indisunique
    and i.indrelid in (
      'public.classes'::regclass, 'rollcall.schedule_versions'::regclass, 'rollcall.deleted_classes'::regclass
    )`

test('the student is in every unique index of classes and schedule versions', async () => {
  expect(await names(`${uniqueIndexes} order by 1`)).toEqual([
    'classes_occurrence_key',
    'classes_pkey',
    'rollcall.deleted_classes_pkey',
    'rollcall.schedule_versions_pkey',
  ])
  const without = await names(`
    ${uniqueIndexes}
      and not exists (
        select from pg_catalog.pg_attribute as a
        where a.attrelid = i.indrelid and a.attname = 'student_id' and a.attnum = any (i.indkey)
      )
    order by 1`)
  expect(without).toEqual([])
})

test('no trigger of ours runs once per statement', async () => {
  const triggers = `
    select t.tgrelid::regclass || ' ' || t.tgname as name
    from pg_catalog.pg_trigger as t
    join pg_catalog.pg_class as c on c.oid = t.tgrelid
    where not t.tgisinternal
      and c.relnamespace in ('rollcall'::regnamespace, 'public'::regnamespace)`
  expect(await names(triggers)).not.toEqual([])
  // The lowest bit of tgtype: for each row.
  expect(await names(`${triggers} and t.tgtype & 1 = 0 order by 1`)).toEqual([])
})

test('a foreign key between big tables carries the student', async () => {
  const without = await names(`
    select f.conrelid::regclass || ' ' || f.conname as name
    from pg_catalog.pg_constraint as f
    where f.contype = 'f'
      and f.conrelid = any (${big}) and f.confrelid = any (${big})
      and not exists (
        select from unnest(f.conkey, f.confkey) as k (here, there)
        join pg_catalog.pg_attribute as h on h.attrelid = f.conrelid and h.attnum = k.here
        join pg_catalog.pg_attribute as t on t.attrelid = f.confrelid and t.attnum = k.there
        where h.attname = 'student_id'
          and t.attname = case f.confrelid
            when 'public.students'::regclass then 'id' else 'student_id' end
      )
    order by 1`)
  expect(without).toEqual([])
})

test('what reads a table is written in plpgsql', async () => {
  const mentioned = `
    select distinct o.name, o.language
    from (${ours}) as o
    cross join lateral regexp_matches(
      o.body, '\\m(?:from|join|using|into|update|table)\\s+((?:public|rollcall)\\.\\w+)', 'gi'
    ) as m
    join pg_catalog.pg_class as c on c.oid = to_regclass(m[1])
    where c.relkind in ('r', 'p', 'v', 'm', 'f')`
  expect(await names(`select name from (${mentioned}) as m`)).not.toEqual([])
  expect(
    await names(`select name from (${mentioned}) as m where language <> 'plpgsql' order by 1`),
  ).toEqual([])
})

test('what works out the classes is immutable, and what reads the tables for it is stable', async () => {
  const volatility = async (...routines: string[]) => {
    const { rows } = await database.session.query<{ routine: string; volatility: string }>(
      `select split_part(split_part(o.name, '(', 1), '.', 2) as routine, o.volatility
       from (${ours}) as o
       where split_part(split_part(o.name, '(', 1), '.', 2) = any ($1)
       order by 1`,
      [routines],
    )
    return rows.map((row) => `${row.routine} ${row.volatility}`)
  }
  expect(
    await volatility('expand_schedule', 'expand_slots', 'wall_to_instant', 'normalise_schedule'),
  ).toEqual(['expand_schedule i', 'expand_slots i', 'normalise_schedule i', 'wall_to_instant i'])
  expect(
    await volatility('compare_classes', 'expected_classes', 'missing_classes', 'horizon'),
  ).toEqual(['compare_classes s', 'expected_classes s', 'horizon s', 'missing_classes s'])
})

test('what an immutable or stable function of ours calls is no more volatile than itself', async () => {
  const worse = await names(`
    select caller.name || ' calls ' || called.name as name
    from (${ours}) as caller
    join (${ours}) as called
      on caller.body ~ ('\\m' || replace(split_part(called.name, '(', 1), '.', '\\.') || '\\s*\\(')
    where position(caller.volatility::text in 'isv') < position(called.volatility::text in 'isv')
    order by 1`)
  expect(worse).toEqual([])
})

test('no routine asks for a random number or for the time, but to log how long it took', async () => {
  const asks = await names(`
    select o.name
    from (${ours}) as o
    where o.body ~* '\\m(random|gen_random_uuid|uuid_generate_v4|timeofday|nextval)\\s*\\('
       or o.body ~* '\\m(now|statement_timestamp|transaction_timestamp)\\s*\\(|\\mcurrent_(timestamp|date)\\M'
         and o.name <> 'rollcall.current_instant()'
       or o.body ~* '\\mclock_timestamp\\s*\\(' and o.body !~ 'log_generation|duration_ms'
    order by 1`)
  expect(asks).toEqual([])
})

test('a column that a class is born with is computed by nothing volatile', async () => {
  const volatileDefaults = await names(`
    select a.attname as name
    from pg_catalog.pg_attrdef as d
    join pg_catalog.pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
    join pg_catalog.pg_depend as uses
      on uses.classid = 'pg_catalog.pg_attrdef'::regclass and uses.objid = d.oid
      and uses.refclassid = 'pg_catalog.pg_proc'::regclass
    join pg_catalog.pg_proc as p on p.oid = uses.refobjid
    where d.adrelid = 'public.classes'::regclass and p.provolatile = 'v'
    order by 1`)
  expect(volatileDefaults).toEqual([])
})
