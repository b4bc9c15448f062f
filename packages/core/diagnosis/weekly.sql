-- What the document's "Weekly Generation Not Running" looks at, as one row. $1: now. $2: by how many
-- hours the run may be late.
with school as (
  select timezone, rollcall.local_date($1::timestamptz) as today, rollcall.horizon($1::timestamptz) as horizon,
         rollcall.last_weekly_run_due($1::timestamptz - $2::numeric * interval '1 hour') as due_at
  from rollcall.school
),
newest as (
  select l.id, l.status::text as status, l.trigger_time::timestamptz as ran_at
  from public.class_generation_logs as l
  where l.operation::text = 'scheduled' and l.student_id is null and l.trigger_time::timestamptz <= $1::timestamptz
  order by l.trigger_time desc, l.id desc
  limit 1
),
job as (
  select j.is_active, j.schedule, j.last_started_at, j.last_status
  from rollcall.cron_jobs($1::timestamptz) as j
  where j.command ~* '\mrollcall\.weekly_(tick|call)\M'
  order by j.is_active desc, j.job_id
  limit 1
),
missing as (
  select count(*) as classes, count(distinct m.student_id) as students
  from school as s
  cross join lateral rollcall.missing_classes(s.today, s.horizon, $1::timestamptz) as m
)
select
  s.due_at as "dueAt",
  n.id as "logId",
  n.status,
  n.ran_at as "ranAt",
  coalesce(n.ran_at >= s.due_at, false) or exists (
    -- The run of this week, also where another zone has named its Monday since.
    select from rollcall.generation_runs as r
    where r.operation = 'weekly' and r.week = (s.due_at at time zone s.timezone)::date
      and r.finished_at is not null and r.started_at <= $1::timestamptz
  ) as ran,
  exists (select from pg_catalog.pg_available_extensions as a where a.name = 'pg_cron') as "cronAvailable",
  j.is_active as "jobActive",
  j.schedule as "jobSchedule",
  j.last_started_at as "jobStartedAt",
  j.last_status as "jobStatus",
  (
    select count(*)::integer
    from public.class_generation_logs as l
    where l.operation::text = 'scheduled' and l.status::text = 'failed' and l.student_id is not null
      and l.trigger_time::timestamptz >= s.due_at and l.trigger_time::timestamptz <= $1::timestamptz
  ) as failures,
  m.classes::integer as missing,
  m.students::integer as "missingStudents",
  s.horizon
from school as s
cross join missing as m
left join newest as n on true
left join job as j on true
