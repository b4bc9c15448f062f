-- The jobs of pg_cron that belong to the owner of this function, each with when it last started and what
-- became of its newest run, which may not have started; none where pg_cron is not installed. It acts as the owner: pg_cron shows everybody only their own jobs.
create or replace function rollcall.cron_jobs(p_now timestamptz)
returns table (
  job_id bigint,
  name text,
  schedule text,
  command text,
  is_active boolean,
  last_started_at timestamptz,
  last_status text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not exists (
    select from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'cron' and c.relname = 'job'
  ) then
    return;
  end if;
  return query execute $query$
    select j.jobid, j.jobname::text, j.schedule, j.command, j.active, s.start_time, d.status
    from cron.job as j
    left join lateral (
      select r.start_time
      from cron.job_run_details as r
      where r.jobid = j.jobid and r.start_time <= $1
      order by r.runid desc
      limit 1
    ) as s on true
    left join lateral (
      select r.status
      from cron.job_run_details as r
      where r.jobid = j.jobid
        -- What could not be started has no time.
        and coalesce(r.start_time, case when r.status = 'failed' then $1 end) <= $1
      order by r.runid desc
      limit 1
    ) as d on true
    where j.database = current_database()
    order by j.jobid
  $query$ using p_now;
end;
$$;
