-- The schemas that the API serves: those that the configuration names, and those that PostgREST is
-- told to serve by a setting of its role. The platform's own are the platform's business.
create or replace function rollcall.served_schemas(p_configured text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select u.name from unnest(p_configured) as u (name)
    union
    select btrim(u.name)
    from pg_catalog.pg_db_role_setting as s
    join pg_catalog.pg_roles as r on r.oid = s.setrole and r.rolname = 'authenticator'
    cross join unnest(s.setconfig) as c (setting)
    cross join unnest(string_to_array(substring(c.setting from '^pgrst\.db_schemas=(.*)$'), ',')) as u (name)
    where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database as d where d.datname = current_database()))
    except
    select u.name from unnest(rollcall.platform_schemas()) as u (name)
    order by 1
  );
end;
$$;
