-- Deletes what pg_cron, which never does, logged of runs before an instant, at most so many rows; the newest
-- run of each job that is still there stays. Answers how many rows went, and null where there is no such
-- log or it may not be cleaned. pg_cron shows everybody but a superuser the runs of their own jobs only.
create or replace function rollcall.clean_job_log(p_until timestamptz, p_most integer)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  deleted bigint;
begin
  if not exists (
    select from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'cron' and c.relname = 'job_run_details'
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'delete')
  ) then
    return null;
  end if;
  execute $statement$
    with newest as (
      select r.jobid, max(r.runid) as runid from cron.job_run_details as r group by r.jobid
    ),
    old as (
      select r.runid
      from cron.job_run_details as r
      join newest as n on n.jobid = r.jobid
      where (
          coalesce(r.start_time, r.end_time) < $1
          -- It never started, and pg_cron did not write down when.
          or coalesce(r.start_time, r.end_time) is null
          and r.runid < (select max(b.runid) from cron.job_run_details as b where b.start_time < $1)
        )
        and (r.runid < n.runid or not exists (select from cron.job as j where j.jobid = r.jobid))
      order by r.runid
      limit $2
    )
    delete from cron.job_run_details as r using old as o where r.runid = o.runid
  $statement$ using p_until, p_most;
  get diagnostics deleted = row_count;
  return deleted;
end;
$$;
