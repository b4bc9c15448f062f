-- $1: now. $2: for how many hours the hourly job may have been silent.
with extension as (
  select
    exists (select from pg_catalog.pg_available_extensions as a where a.name = 'pg_cron') as is_available,
    exists (
      select from pg_catalog.pg_class as c
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = 'cron' and c.relname = 'job'
    ) as is_installed
),
jobs as materialized (
  select j.*, coalesce(j.command ~* '\mrollcall\.weekly_tick\M', false) as is_tick,
         coalesce(rollcall.quotable(j.name), j.job_id::text) as label
  from rollcall.cron_jobs($1::timestamptz) as j
),
ticks as (
  select count(*) as jobs, count(*) filter (where t.is_active) as active,
         max(t.last_started_at) filter (where t.is_active) as last_started_at
  from jobs as t
  where t.is_tick
),
findings as (
  select 'extension/pg_cron' as key, 'error' as severity,
         'pg_cron is not installed, so that nothing runs the weekly generation by itself: run `create extension pg_cron`, then `select cron.schedule(''rollcall-weekly-tick'', ''7 * * * *'', ''select rollcall.weekly_tick()'')`.' as detail,
         jsonb_build_object('extension', 'pg_cron') as subject
  from extension as x
  where x.is_available and not x.is_installed
  union all
  select 'job/weekly-tick', 'error',
         case when t.jobs = 0
           then 'No job calls rollcall.weekly_tick, so that nothing runs the weekly generation by itself: run `select cron.schedule(''rollcall-weekly-tick'', ''7 * * * *'', ''select rollcall.weekly_tick()'')`.'
           else 'The job that calls rollcall.weekly_tick is switched off: run `select cron.alter_job(jobid, active := true) from cron.job where command like ''%weekly_tick%''`.'
         end,
         jsonb_build_object('job', 'weekly-tick')
  from extension as x
  cross join ticks as t
  where x.is_installed and t.active = 0
  union all
  select 'job/weekly-tick/late', 'error',
         format(
           'The hourly job that calls rollcall.weekly_tick last started on %s at %s UTC: see whether the scheduler of pg_cron is alive; a restart of the database revives it.',
           to_char(t.last_started_at at time zone 'UTC', 'YYYY-MM-DD'), to_char(t.last_started_at at time zone 'UTC', 'HH24:MI')
         ),
         jsonb_build_object('job', 'weekly-tick', 'lastStarted', t.last_started_at)
  from ticks as t
  where t.active > 0 and $1::timestamptz - t.last_started_at > $2::numeric * interval '1 hour'
  union all
  select 'job/' || j.label || '/failed', case when j.is_tick then 'error' else 'warning' end,
         format(
           'The job %s failed when it last ran: `select return_message from cron.job_run_details where jobid = %s order by runid desc limit 1` says why.',
           j.label, j.job_id
         ),
         jsonb_build_object('job', j.label, 'jobId', j.job_id, 'lastStarted', j.last_started_at)
  from jobs as j
  where j.is_active and j.last_status = 'failed'
),
evidence as (
  select jsonb_build_object(
    -- The extension itself is looked at too.
    'examined', (select count(*) + 1 from jobs),
    'available', x.is_available,
    'installed', x.is_installed,
    'jobs', (select count(*) from jobs),
    'active', (select count(*) from jobs as j where j.is_active),
    'lastTick', (select t.last_started_at from ticks as t),
    -- Not everybody may read this setting: null where it can't be seen.
    'lookedAs', jsonb_build_object(
      'runsAreLogged', (select g.setting = 'on' from pg_catalog.pg_settings as g where g.name = 'cron.log_run')
    )
  ) as evidence
  from extension as x
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
