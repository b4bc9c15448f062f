-- The server and the database as they identify themselves, since when statements are counted, how
-- often counters were dropped to make room, and when this was asked by the server's clock.
create or replace function rollcall.statements_counted()
returns table (server text, counted_since timestamptz, evictions bigint, seen_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
declare
  home text;
  identity text;
begin
  if rollcall.statement_obstacle() is not null then
    return;
  end if;
  select quote_ident(n.nspname) into strict home
  from pg_catalog.pg_extension as e
  join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
  where e.extname = 'pg_stat_statements';
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    identity := (select c.system_identifier::text from pg_control_system() as c);
  end if;
  return query execute format(
    'select
       concat_ws(''/'', $1, (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())),
       i.stats_reset, i.dealloc,
       (select a.query_start from pg_catalog.pg_stat_activity as a where a.pid = pg_backend_pid())
     from %s.pg_stat_statements_info as i',
    home
  ) using identity;
end;
$$;
