-- What pg_stat_statements has counted in this database for the school's roles, in whichever schema
-- the extension is; nothing where it can't be relied on. Only statements that clients sent: the time
-- of those within functions is theirs already. Texts only when asked for: they are in a file that
-- can be large.
create or replace function rollcall.statement_counters(p_with_text boolean)
returns table (
  user_id oid, query_id bigint, calls bigint, total_ms double precision,
  max_ms double precision, entered_at timestamptz, statement text
)
language plpgsql
stable
set search_path = ''
as $$
declare
  home text;
  entered text;
begin
  if rollcall.statement_obstacle() is not null then
    return;
  end if;
  select
    quote_ident(n.nspname),
    -- Since Postgres 17.
    case when exists (
      select from pg_catalog.pg_attribute as a
      join pg_catalog.pg_class as c on c.oid = a.attrelid
      where c.relnamespace = n.oid and c.relname = 'pg_stat_statements' and a.attname = 'stats_since'
    ) then 's.stats_since' else 'null::timestamptz' end
  into strict home, entered
  from pg_catalog.pg_extension as e
  join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
  where e.extname = 'pg_stat_statements';
  return query execute format(
    'select s.userid, s.queryid, s.calls, s.total_exec_time, s.max_exec_time, %s, s.query
     from %s.pg_stat_statements($1) as s
     left join pg_catalog.pg_roles as r on r.oid = s.userid
     where s.dbid = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
       and s.toplevel and s.queryid is not null
       and not coalesce(rollcall.is_platform_role(r.rolname::text), false)',
    entered, home
  ) using p_with_text;
end;
$$;
