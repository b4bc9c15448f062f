-- Which relations of some schemas the API's roles can really read, found out by trying as them, each
-- in a savepoint that is rolled back, without fetching a row. Foreign tables are left out: asking would
-- call on another server. No row for a role that the session may not take on.
create or replace function rollcall.tried_reads(p_schemas text[])
returns table (role_name text, relation oid, could boolean)
language plpgsql
set search_path = ''
as $$
declare
  tried record;
begin
  for tried in
    select r.rolname::text, c.oid, format('select from %I.%I limit 0', n.nspname, c.relname) as statement
    from pg_catalog.pg_roles as r
    cross join pg_catalog.pg_namespace as n
    join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm')
    where r.rolname in ('anon', 'authenticated')
      and pg_has_role(r.oid, 'member')
      and n.nspname = any (p_schemas)
    order by r.rolname, c.oid
    limit 2000
  loop
    role_name := tried.rolname;
    relation := tried.oid;
    begin
      perform set_config('role', tried.rolname, true);
      execute tried.statement;
      -- The savepoint is rolled back, and the role with it.
      raise exception using errcode = 'RC000';
    exception
      when sqlstate 'RC000' then could := true;
      when others then could := false;
    end;
    return next;
  end loop;
end;
$$;
