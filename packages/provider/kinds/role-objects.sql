-- The objects in this database on which a role ($1) may be granted something, each with what it was
-- granted itself: not what it inherits or everybody has, nor what it has as the owner. Those are listed
-- on which it was granted anything, all in the schemas $2, every schema and every database.
-- `asked`: which of the signatures $3 mean this function.
with grantee as (
  select r.oid from pg_catalog.pg_roles as r where r.rolname = $1
),
objects as (
  select
    case c.relkind when 'S' then 'sequence' else 'table' end as kind,
    n.nspname as schema, c.relname as name, null as arguments, null::oid as routine,
    c.relowner as owner, c.relacl as acl
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select
    'function', n.nspname, p.proname,
    coalesce((
      select string_agg(pg_catalog.format_type(a.type, null), ', ' order by a.position)
      from unnest(p.proargtypes) with ordinality as a (type, position)
    ), ''),
    p.oid, p.proowner, p.proacl
  from pg_catalog.pg_proc as p
  join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
  union all
  select 'schema', null, n.nspname, null, null, n.nspowner, n.nspacl
  from pg_catalog.pg_namespace as n
  union all
  select 'database', null, d.datname, null, null, d.datdba, d.datacl
  from pg_catalog.pg_database as d
),
granted as (
  select
    o.kind, o.schema, o.name, o.arguments, o.routine,
    array(
      select lower(a.privilege_type) || g.suffix
      from grantee
      cross join lateral pg_catalog.aclexplode(o.acl) as a
      cross join lateral unnest(
        case when a.is_grantable then array['', ' with grant option'] else array[''] end
      ) as g (suffix)
      where a.grantee = grantee.oid and o.owner <> grantee.oid
      group by 1
      order by 1
    ) as privileges
  from objects as o
)
select
  g.kind, g.schema::text, g.name::text, g.arguments, g.privileges,
  array(
    select s.signature from unnest($3::text[], $4::oid[]) as s (signature, routine)
    where s.routine = g.routine
    order by 1
  ) as asked
from granted as g
where g.schema is null or g.schema = any($2::text[]) or g.privileges <> '{}'
order by g.kind, g.schema, g.name, g.arguments;
