-- The objects of some kinds (pg_class.relkind, as 'rm') that the school owns, or Rollcall, with the
-- name that can be pasted: not the platform's, not what an extension brought, nothing temporary.
create or replace function rollcall.school_objects(p_kinds text)
returns table (id oid, name text)
language sql
stable
set search_path = ''
as $$
  select c.oid, rollcall.quoted_name(n.nspname) || '.' || rollcall.quoted_name(c.relname)
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where strpos(p_kinds, c.relkind::text) > 0
    and c.relpersistence <> 't'
    and n.nspname <> all (array_remove(rollcall.platform_schemas(), 'rollcall'))
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
$$;
