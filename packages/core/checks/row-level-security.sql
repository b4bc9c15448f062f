-- $1: now; what is open is open at any time, and the query does not use it. $2: the schemas that
-- the API serves.
with tables as materialized (
  select c.oid, n.nspname, c.relname, c.relrowsecurity, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = any ($2::text[])
    and c.relkind in ('r', 'p')
    and $1::timestamptz is not null
    -- What an extension brought is the extension's business.
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
),
findings as (
  select
    t.name,
    coalesce((
      select string_agg(format('%s may %s', g.rolname, g.privileges), ', ' order by g.rolname)
      from (
        select r.rolname, string_agg(distinct lower(a.privilege_type), '/' order by lower(a.privilege_type)) as privileges
        from pg_catalog.pg_class as c
        cross join lateral aclexplode(c.relacl) as a
        join pg_catalog.pg_roles as r on r.oid = a.grantee
        where c.oid = t.oid
          and r.rolname in ('anon', 'authenticated')
          and a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
        group by r.rolname
      ) as g
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
