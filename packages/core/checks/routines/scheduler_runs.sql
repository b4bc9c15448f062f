-- Whether the scheduler of pg_cron is alive and serves this database; null where the extension is not here,
-- on a replica, and where the owner of this function may not see the server's processes. It acts as the
-- owner, so that everybody gets the same answer.
create or replace function rollcall.scheduler_runs()
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if pg_is_in_recovery()
    or not pg_has_role('pg_read_all_stats', 'usage')
    or not exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron')
  then
    return null;
  end if;
  return exists (
    select from pg_catalog.pg_stat_activity as a
    where a.backend_type = 'pg_cron launcher' and a.datname = current_database()
  );
end;
$$;
