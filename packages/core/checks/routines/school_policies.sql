-- The school's policies, those on the platform's storage among them. Conditions are as Postgres writes
-- them; `expressions` holds both, and the bodies of the functions that they call.
create or replace function rollcall.school_policies()
returns table (id oid, table_id oid, table_name text, name text, command text, permissive boolean, role_ids oid[],
  row_security boolean, expressions text, qual text, with_check text)
language sql
stable
set search_path = ''
as $$
  select
    p.oid, c.oid,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)),
    rollcall.quoted_name(p.polname), p.polcmd::text, p.polpermissive, p.polroles, c.relrowsecurity,
    concat_ws(' ', e.qual, e.with_check, (
      select string_agg(coalesce(pg_get_function_sqlbody(f.oid), f.prosrc), ' ' order by f.oid)
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_proc as f on f.oid = d.refobjid and f.oid >= 16384
      where d.classid = 'pg_catalog.pg_policy'::regclass and d.objid = p.oid
        and d.refclassid = 'pg_catalog.pg_proc'::regclass
    )),
    e.qual, e.with_check
  from pg_catalog.pg_policy as p
  join pg_catalog.pg_class as c on c.oid = p.polrelid
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  cross join lateral (
    select pg_get_expr(p.polqual, p.polrelid) as qual, pg_get_expr(p.polwithcheck, p.polrelid) as with_check
  ) as e
  where n.nspname <> all (array_remove(rollcall.platform_schemas(), 'storage'))
    and n.nspname !~ '^pg_(toast_)?temp_'
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
$$;
