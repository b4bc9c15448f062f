import { look, scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { schemaIntact } from './schema-intact.ts'

const database = scratchDatabase()
const query = <Row extends object>(sql: string) => database.session.query<Row>(sql)

/** The tables that Rollcall made or keeps things on, as `t`. */
const ownTables = `
  pg_catalog.pg_class as t
  join pg_catalog.pg_namespace as n on n.oid = t.relnamespace and t.relkind in ('r', 'p')
    and (n.nspname = 'rollcall' or n.nspname = 'public' and t.relname in (
      'students', 'courses', 'classes', 'class_generation_logs'
    ))`

/**
 * What takes an object away and makes it anew from what Postgres prints of it, as a dump and its
 * restore do: first every `drop`, then every `make` in the order of `rank`, keys before what
 * refers to them.
 */
const statements = `
  select 1 as rank, format('drop trigger %I on %s', g.tgname, t.oid::regclass) as drop,
         pg_get_triggerdef(g.oid) as make
  from ${ownTables}
  join pg_catalog.pg_trigger as g on g.tgrelid = t.oid and not g.tgisinternal
  union all
  select 1, format('drop policy %I on %s', p.polname, t.oid::regclass), format(
    'create policy %I on %s as %s for %s to %s%s%s', p.polname, t.oid::regclass,
    case when p.polpermissive then 'permissive' else 'restrictive' end,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (
      select string_agg(coalesce(quote_ident(r.rolname), 'public'), ', ')
      from unnest(p.polroles) as u (id) left join pg_catalog.pg_roles as r on r.oid = u.id
    ),
    ' using (' || pg_get_expr(p.polqual, t.oid) || ')', ' with check (' || pg_get_expr(p.polwithcheck, t.oid) || ')'
  )
  from ${ownTables}
  join pg_catalog.pg_policy as p on p.polrelid = t.oid
  union all
  select 1, format('alter table %s alter %I drop default', t.oid::regclass, a.attname),
         format('alter table %s alter %I set default %s', t.oid::regclass, a.attname, pg_get_expr(d.adbin, t.oid))
  from ${ownTables}
  join pg_catalog.pg_attrdef as d on d.adrelid = t.oid
  join pg_catalog.pg_attribute as a on a.attrelid = t.oid and a.attnum = d.adnum and a.attgenerated = ''
  union all
  select case c.contype when 'p' then 2 when 'u' then 2 when 'f' then 4 else 3 end,
         format('alter table %s drop constraint if exists %I cascade', t.oid::regclass, c.conname),
         format('alter table %s add constraint %I %s', t.oid::regclass, c.conname, pg_get_constraintdef(c.oid))
  from ${ownTables}
  join pg_catalog.pg_constraint as c on c.conrelid = t.oid and c.contype not in ('n', 't')
  union all
  select 2, format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  from ${ownTables}
  join pg_catalog.pg_index as i on i.indrelid = t.oid
  where not exists (select from pg_catalog.pg_constraint as c where c.conindid = i.indexrelid)
  union all
  select 5, null, pg_get_functiondef(f.oid)
  from pg_catalog.pg_proc as f
  where f.pronamespace = 'rollcall'::regnamespace
  order by rank, make`

const described = async () => {
  const { rows } = await query<{ part: string; name: string; definition: string }>(
    'select part, name, definition, kept from rollcall.described_objects()',
  )
  return rows
}

test('whatever schema-intact compares is worded the same when it is made anew from what Postgres prints', async () => {
  const before = await described()
  const { rows } = await query<{ drop: string | null; make: string }>(statements)
  await query('begin')
  for (const { drop } of rows) if (drop) await query(drop)
  const gone = await described()
  for (const { make } of rows) await query(make)
  await query('commit')
  for (const part of ['trigger', 'policy', 'constraint', 'index']) {
    expect(before.filter((object) => object.part === part)).not.toEqual([])
    expect(gone.filter((object) => object.part === part)).toEqual([])
  }
  expect(await described()).toEqual(before)
  expect(await look(database, schemaIntact)).toMatchObject({ state: 'pass' })
})
