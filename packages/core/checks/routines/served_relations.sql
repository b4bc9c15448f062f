-- Tables, views and the like in schemas that the API serves, with the name that can be pasted; not what
-- an extension brought. `asks_caller`: a view that asks with its caller's rights.
create or replace function rollcall.served_relations(p_schemas text[])
returns table (id oid, schema_name text, kind text, name text, row_security boolean, asks_caller boolean)
language sql
stable
set search_path = ''
as $$
  select
    c.oid, n.nspname::text, c.relkind::text,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)),
    c.relrowsecurity,
    exists (
      select from pg_options_to_table(c.reloptions) as o
      where o.option_name = 'security_invoker' and o.option_value::boolean
    )
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = any (p_schemas)
    and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
$$;
