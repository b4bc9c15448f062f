-- What edge functions were due to do. $1: now. $2: the start of the window. $3: by how many hours the
-- weekly run may be late. $4: the names of the functions. $5: for how many minutes a webhook may be on
-- its way. Of a webhook's arguments, which may hold a key, nothing leaves the database.
with due as materialized (
  select d.due_at, s.timezone
  from rollcall.school as s
  cross join lateral (
    select rollcall.last_weekly_run_due($1::timestamptz - $3::numeric * interval '1 hour') as due_at
  ) as d
),
logged as materialized (
  -- In an application's table it may be a time without a zone, which is UTC, or an enum.
  select l.operation::text as operation, l.status::text as status, l.classes_created,
         l.trigger_time::timestamptz as trigger_time
  from public.class_generation_logs as l
  where l.trigger_time >= $2::timestamptz and l.trigger_time <= $1
)
select
  case when d.due_at >= $2::timestamptz then d.due_at end as weekly_due_at,
  exists (
    select from rollcall.generation_runs as r
    where r.operation = 'weekly' and r.finished_at is not null and r.started_at <= $1
      and r.week = (d.due_at at time zone d.timezone)::date
  ) or exists (
    select from logged as l
    where l.operation = 'scheduled' and l.status in ('success', 'partial') and l.trigger_time >= d.due_at
  ) as weekly_made,
  exists (
    select from rollcall.cron_jobs($1::timestamptz) as j
    where j.is_active and j.command ~* '\mrollcall\.weekly_tick\M'
  ) as made_by_cron,
  exists (
    select from pg_catalog.pg_trigger as t
    join pg_catalog.pg_proc as p on p.oid = t.tgfoid
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    cross join unnest($4::text[]) as f (name)
    where t.tgrelid = 'public.students'::regclass and t.tgenabled <> 'D'
      and n.nspname = 'supabase_functions' and p.proname = 'http_request'
      and position('/functions/v1/' || f.name in encode(t.tgargs, 'escape')) > 0
  ) as has_webhook,
  (
    select count(*)::int from logged as l
    where l.operation in ('insert', 'update')
      and l.trigger_time <= $1::timestamptz - $5::numeric * interval '1 minute'
  ) as students_written,
  (select coalesce(sum(l.classes_created), 0)::int from logged as l) as classes_made
from due as d
