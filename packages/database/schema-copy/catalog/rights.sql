-- $1: the schemas that are left out. Who owns what, and who may do what with it.
with schemas as (
  select n.oid, n.nspname, n.nspowner, n.nspacl
  from pg_catalog.pg_namespace as n
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
),
objects as (
  select 'schema' as word, 'schema' as altered, 'n' as class, format('%I', s.nspname) as name, s.nspname as schema,
         s.nspowner as owner, s.nspacl as acl, 'pg_catalog.pg_namespace'::regclass as catalog, s.oid
  from schemas as s
  union all
  select case c.relkind when 'S' then 'sequence' else 'table' end,
         case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
         case c.relkind when 'S' then 's' else 'r' end,
         format('%I.%I', s.nspname, c.relname), s.nspname, c.relowner, c.relacl, 'pg_catalog.pg_class'::regclass, c.oid
  from schemas as s
  join pg_catalog.pg_class as c on c.relnamespace = s.oid and c.relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select 'routine', 'routine', 'f', p.oid::regprocedure::text, s.nspname, p.proowner, p.proacl,
         'pg_catalog.pg_proc'::regclass, p.oid
  from schemas as s
  join pg_catalog.pg_proc as p on p.pronamespace = s.oid and p.prokind <> 'a'
  union all
  select 'type', 'type', 'T', format('%I.%I', s.nspname, t.typname), s.nspname, t.typowner, t.typacl,
         'pg_catalog.pg_type'::regclass, t.oid
  from schemas as s
  join pg_catalog.pg_type as t on t.typnamespace = s.oid and t.typtype in ('e', 'd', 'r')
),
copied as (
  select o.*, r.rolname as owner_name
  from objects as o
  join pg_catalog.pg_roles as r on r.oid = o.owner
  where not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = o.catalog and d.objid = o.oid and d.deptype = 'e'
  )
),
owners as (
  select distinct c.owner_name, c.schema from copied as c where c.class <> 'n' and c.owner_name !~ '^(pg_|postgres$)'
),
granted as (
  select c.word, c.class, c.schema, c.name, c.owner_name, null::text as columns, c.acl
  from copied as c
  where c.acl is not null or c.class = 'n'
  union all
  select c.word, c.class, c.schema, c.name, null, format('(%I)', a.attname), a.attacl
  from copied as c
  join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped
  where c.class = 'r'
)
-- A new owner must be allowed to make things in the schema; whether it really is, the grants say at the end.
select 'owner' as kind, format('of the %s %s', c.altered, c.name) as name, concat(
  case when c.class <> 'n' then format('grant usage, create on schema %I to %I; ', c.schema, c.owner_name) end,
  format('alter %s %s owner to %I', c.altered, c.name, c.owner_name)
) as statement, 1 as place
from copied as c
where c.owner_name not in ('postgres', 'pg_database_owner')
  -- A sequence goes with the table that it belongs to.
  and not (c.class = 's' and exists (
    select from pg_catalog.pg_depend as d
    where d.classid = c.catalog and d.objid = c.oid and d.refobjsubid > 0 and d.deptype in ('a', 'i')
  ))
union all
-- In one statement, and for a schema last: an owner must not lose on the way what the next one needs.
select 'grants', concat_ws(' ', 'on the', g.word, g.name, g.columns), concat_ws('; ',
  case when g.acl is not null and g.columns is null then
    format('revoke all on %s %s from public, %I', g.word, g.name, g.owner_name)
  end,
  (
    select string_agg(format('revoke all on schema %s from %I', g.name, o.owner_name), '; ')
    from owners as o
    where g.class = 'n' and o.schema = g.schema and o.owner_name <> g.owner_name
  ),
  (
    select string_agg(
      format('grant %s %s on %s %s to %s%s', a.privilege_type, g.columns, g.word, g.name,
        case when a.grantee = 0 then 'public' else format('%I', r.rolname) end,
        case when a.is_grantable then ' with grant option' else '' end),
      '; ' order by a.grantee, a.privilege_type
    )
    from aclexplode(g.acl) as a
    left join pg_catalog.pg_roles as r on r.oid = a.grantee
    where a.grantee = 0 or r.oid is not null
  )
), case g.class when 'n' then 3 else 2 end
from granted as g
union all
select 'default privileges', format('of %I', r.rolname), concat_ws('; ',
  case when d.defaclnamespace = 0 then format(
    'alter default privileges for role %I revoke all on %s from public, %1$I', r.rolname, w.things
  ) end,
  (
    select string_agg(
      format('alter default privileges for role %I%s grant %s on %s to %s%s', r.rolname,
        ' in schema ' || quote_ident(s.nspname), a.privilege_type, w.things,
        case when a.grantee = 0 then 'public' else format('%I', g.rolname) end,
        case when a.is_grantable then ' with grant option' else '' end),
      '; ' order by a.grantee, a.privilege_type
    )
    from aclexplode(d.defaclacl) as a
    left join pg_catalog.pg_roles as g on g.oid = a.grantee
    where a.grantee = 0 or g.oid is not null
  )
), 4
from pg_catalog.pg_default_acl as d
join pg_catalog.pg_roles as r on r.oid = d.defaclrole
left join schemas as s on s.oid = d.defaclnamespace
cross join lateral (
  select case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'routines'
    when 'T' then 'types' else 'schemas' end as things
) as w
where d.defaclnamespace = 0 or s.oid is not null
order by place, name;
