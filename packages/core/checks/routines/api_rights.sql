-- What anybody (anon) and whoever is signed in (authenticated) may do with what the API serves, whatever
-- gives the right: a grant to the role, to one that it belongs to, to everybody, or on a column.
create or replace function rollcall.api_rights(p_schemas text[])
returns table (relation oid, role_id oid, role_name text, privilege text)
language sql
stable
set search_path = ''
as $$
  select t.id, r.oid, r.rolname::text, p.privilege
  from rollcall.served_relations(p_schemas) as t
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  cross join unnest(array['delete', 'insert', 'select', 'update']) as p (privilege)
  where has_schema_privilege(r.oid, t.schema_name, 'usage')
    and case
      when p.privilege = 'delete' then has_table_privilege(r.oid, t.id, p.privilege)
      else has_any_column_privilege(r.oid, t.id, p.privilege)
    end
$$;
