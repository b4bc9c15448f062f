-- $1: now. $2: for how many hours the hourly job may have been silent. $3: for how many minutes a call of the
-- edge function may go without an answer. $4: for how many days calls are looked at.
with extension as (
  select
    exists (select from pg_catalog.pg_available_extensions as a where a.name = 'pg_cron') as is_available,
    exists (
      select from pg_catalog.pg_class as c
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = 'cron' and c.relname = 'job'
    ) as is_installed,
    rollcall.scheduler_runs() as runs
),
jobs as materialized (
  select j.*, coalesce(j.command ~* '\mrollcall\.weekly_(tick|call)\M', false) as is_tick,
         coalesce(j.command ~* '\mrollcall\.keep_house\M', false) as keeps_house,
         coalesce(rollcall.quotable(j.name), j.job_id::text) as label
  from rollcall.cron_jobs($1::timestamptz) as j
),
ticks as (
  select count(*) as jobs, count(*) filter (where t.is_active) as active,
         max(t.last_started_at) filter (where t.is_active) as last_started_at
  from jobs as t
  where t.is_tick
),
calls as materialized (
  select c.*, c.status between 200 and 299 and c.error is null as went_well,
         $1::timestamptz - c.requested_at > $3::numeric * interval '1 minute' as is_overdue
  from rollcall.function_outcomes($1::timestamptz) as c
  where c.requested_at > $1::timestamptz - $4::numeric * interval '1 day'
),
-- Of those whose outcome is known or overdue the newest to each path; a weekly run that came to its end
-- since needs no call.
judged_calls as (
  select distinct on (c.path) c.*, c.path = 'generate-weekly-classes' as is_tick
  from calls as c
  where c.finished_at is not null or c.is_overdue
  order by c.path, c.id desc
),
failed_calls as (
  select c.*
  from judged_calls as c
  where not coalesce(c.went_well, false)
    and not (
      c.is_tick
      and exists (
        select from rollcall.generation_runs as r
        where r.operation = 'weekly' and r.finished_at between c.requested_at and $1::timestamptz
      )
    )
),
findings as (
  select 'extension/pg_cron' as key, 'error' as severity,
         'pg_cron is not installed, so that nothing runs the weekly generation by itself: run `create extension pg_cron`, then `select cron.schedule(''rollcall-weekly-tick'', ''7 * * * *'', ''select rollcall.weekly_tick()'')`.' as detail,
         jsonb_build_object('extension', 'pg_cron') as subject
  from extension as x
  where x.is_available and not x.is_installed
  union all
  select 'scheduler/pg_cron', 'error',
         'The scheduler of pg_cron does not run, so that no job starts: restart the database; if that does not help, shared_preload_libraries lacks pg_cron or cron.database_name names another database.',
         jsonb_build_object('extension', 'pg_cron')
  from extension as x
  where not x.runs
  union all
  select 'job/weekly-tick', 'error',
         case when t.jobs = 0
           then 'No job calls rollcall.weekly_tick or weekly_call, so that nothing runs the weekly generation by itself: run `select cron.schedule(''rollcall-weekly-tick'', ''7 * * * *'', ''select rollcall.weekly_tick()'')`.'
           else 'The job that calls rollcall.weekly_tick or weekly_call is switched off: run `select cron.alter_job(jobid, active := true) from cron.job where command ~ ''weekly_(tick|call)''`.'
         end,
         jsonb_build_object('job', 'weekly-tick')
  from extension as x
  cross join ticks as t
  where x.is_installed and t.active = 0
  union all
  select 'job/weekly-tick/late', 'error',
         format(
           'The hourly job that calls rollcall.weekly_tick or weekly_call last started on %s at %s UTC: see whether the scheduler of pg_cron is alive; a restart of the database revives it.',
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
  union all
  select 'call/' || c.path || '/' || case when c.finished_at is null then 'lost' else 'failed' end,
         case when c.is_tick then 'error' else 'warning' end,
         format(
           'The call of the function class-tracking/%s on %s at %s UTC %s.', c.path,
           to_char(c.requested_at at time zone 'UTC', 'YYYY-MM-DD'), to_char(c.requested_at at time zone 'UTC', 'HH24:MI'),
           case
             when c.status is not null then format('was answered with status %s: look into the function''s log', c.status)
             when c.finished_at is not null
               then format('got no answer: `select rollcall.keep_call_outcomes()`, then `select error from rollcall.function_calls where id = %s` says why', c.id)
             else 'has no outcome: if it is so with the next one, start pg_net anew by `select net.worker_restart()`'
           end
         ),
         jsonb_build_object('call', c.id, 'path', c.path, 'requestedAt', c.requested_at, 'status', c.status)
  from failed_calls as c
),
evidence as (
  select jsonb_build_object(
    -- The extension itself is looked at too.
    'examined', (select count(*) + 1 from jobs) + (select count(*) from calls),
    'available', x.is_available,
    'installed', x.is_installed,
    'jobs', (select count(*) from jobs),
    'active', (select count(*) from jobs as j where j.is_active),
    'schedulerRuns', x.runs,
    'lastTick', (select t.last_started_at from ticks as t),
    -- Without housekeeping the history grows, and no class is late for it.
    'lastHousekeeping', (select max(j.last_started_at) from jobs as j where j.keeps_house and j.is_active),
    'calls', (select count(*) from calls),
    'lastCall', (select max(c.requested_at) from calls as c),
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
