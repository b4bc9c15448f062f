-- $1: now; what is open is open at any time, and the query does not use it. $2: the schemas that
-- the API serves. Catalogs only, which are the same for every role.
-- A name with characters that a terminal or a reader could take for something else is written in
-- Postgres' own escapes, U&"...": like any other name here it can be pasted into a statement.
with tables as materialized (
  select
    c.oid, n.nspname, c.relrowsecurity,
    format('%I.%s', n.nspname, coalesce(escaped.name, quote_ident(c.relname))) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  left join lateral (
    select 'U&"' || string_agg(
      case when l.letter ~ '[\u0001-\u001f"\\\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
        then '\' || lpad(to_hex(ascii(l.letter)), 4, '0') else l.letter end,
      '' order by l.place
    ) || '"' as name
    from regexp_split_to_table(c.relname, '') with ordinality as l (letter, place)
  ) as escaped on c.relname ~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
  where n.nspname = any ($2::text[])
    and c.relkind in ('r', 'p')
    and $1::timestamptz is not null
    -- What an extension brought is the extension's business.
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
),
-- Whatever gives the right: a grant to the role, to everybody, or on a column.
rights as materialized (
  select t.oid, r.rolname, string_agg(p.privilege, '/' order by p.privilege) as privileges
  from tables as t
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  cross join unnest(array['delete', 'insert', 'select', 'truncate', 'update']) as p (privilege)
  where has_schema_privilege(r.oid, t.nspname, 'usage')
    and case
      when p.privilege in ('delete', 'truncate') then has_table_privilege(r.oid, t.oid, p.privilege)
      else has_any_column_privilege(r.oid, t.oid, p.privilege)
    end
  group by t.oid, r.rolname
),
findings as (
  select
    t.name,
    coalesce((
      select string_agg(format('%s may %s', r.rolname, r.privileges), ', ' order by r.rolname)
      from rights as r where r.oid = t.oid
    ), 'no grant to anon or authenticated is there yet') as open_to
  from tables as t
  where not t.relrowsecurity
),
policies as (
  select p.schemaname, p.tablename, p.policyname, p.cmd, p.roles, p.permissive
  from pg_catalog.pg_policies as p
  where p.schemaname = any ($2::text[])
  order by p.schemaname, p.tablename, p.policyname
  limit 100
),
evidence as (
  select jsonb_build_object(
    'examined', count(*),
    'closed', count(*) filter (where t.relrowsecurity),
    'schemas', array_to_string($2::text[], ', '),
    'policies', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', p.schemaname || '.' || p.tablename, 'policy', p.policyname, 'command', p.cmd,
        'roles', p.roles, 'permissive', p.permissive = 'PERMISSIVE'
      ) order by p.schemaname, p.tablename, p.policyname), '[]')
      from policies as p
    ),
    -- Safe, because nothing passes; yet a right that no policy opens may not be what was meant.
    'rightsWithoutPolicy', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', t.name, 'role', r.rolname, 'privileges', r.privileges
      ) order by t.name, r.rolname), '[]')
      from tables as t
      join rights as r on r.oid = t.oid
      where t.relrowsecurity
        and not exists (
          select from pg_catalog.pg_policy as p
          cross join lateral unnest(p.polroles) as to_role (id)
          where p.polrelid = t.oid and p.polpermissive
            and (to_role.id = 0 or pg_has_role(r.rolname, to_role.id, 'usage'))
        )
    ),
    'schemasNotThere', (
      select coalesce(jsonb_agg(s.name order by s.name), '[]')
      from unnest($2::text[]) as s (name)
      where not exists (select from pg_catalog.pg_namespace as n where n.nspname = s.name)
    )
  ) as evidence
  from tables as t
)
select
  'table/' || f.name as key,
  'error' as severity,
  format(
    'Row level security is off on %s (%s): write its policies, then `alter table %s enable row level security`.',
    f.name, f.open_to, f.name
  ) as detail,
  case when f.name is not null then jsonb_build_object('table', f.name) end as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.name
