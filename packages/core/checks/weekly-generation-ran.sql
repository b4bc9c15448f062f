-- $1: now. $2: by how many hours the weekly run may be late.
with due as materialized (
  select d.due_at, s.timezone
  from rollcall.school as s
  cross join lateral (
    select rollcall.last_weekly_run_due($1::timestamptz - $2::numeric * interval '1 hour') as due_at
  ) as d
),
-- The run of this week, by the Monday that the zone of its time named: where the school has moved to
-- another zone since, this Monday's six o'clock may lie after it.
of_the_week as materialized (
  select max(r.started_at) as started_at
  from rollcall.generation_runs as r
  cross join due as d
  where r.operation = 'weekly' and r.week = (d.due_at at time zone d.timezone)::date
    and r.finished_at is not null and r.started_at <= $1::timestamptz
),
newest as (
  -- In an application's table it may be a time without a zone, which is UTC, or an enum without our
  -- words.
  select l.trigger_time::timestamptz as trigger_time, l.status::text as status
  from public.class_generation_logs as l
  where l.operation::text = 'scheduled' and l.status::text in ('success', 'partial') and l.trigger_time <= $1
  order by l.trigger_time desc
  limit 1
),
-- Whoever wrote the first schedule after that had nothing for it to generate from; the trigger did.
known as materialized (
  select min(v.recorded_at) as since from rollcall.schedule_versions as v
),
since as (
  select count(*) as runs, coalesce(sum(l.classes_created), 0) as classes
  from public.class_generation_logs as l
  cross join due as d
  where l.operation::text = 'scheduled' and l.trigger_time >= d.due_at and l.trigger_time <= $1
),
evidence as (
  select jsonb_build_object(
    'examined', rollcall.students_with_schedule($1::timestamptz),
    'dueAt', d.due_at,
    'lastRunAt', n.trigger_time,
    'lastStatus', n.status,
    'logRowsSince', c.runs,
    'classesCreatedSince', c.classes,
    'runOfThisWeek', w.started_at,
    'schedulesKnownSince', k.since
  ) as evidence
  from due as d
  cross join known as k
  cross join since as c
  cross join of_the_week as w
  left join newest as n on true
)
select
  f.key,
  'error' as severity,
  f.detail,
  case when f.key is not null then jsonb_build_object('dueAt', f.due_at) end as subject,
  e.evidence
from evidence as e
left join (
  select
    'week/' || to_char(d.due_at at time zone d.timezone, 'YYYY-MM-DD') as key,
    d.due_at,
    format(
      'The run due on %s (%s) has not happened; %s.',
      to_char(d.due_at at time zone d.timezone, 'YYYY-MM-DD HH24:MI'),
      d.timezone,
      coalesce(
        'the last one that did not fail was on '
        || to_char(n.trigger_time at time zone d.timezone, 'YYYY-MM-DD HH24:MI'),
        'none is logged at all'
      )
    ) as detail
  from due as d
  left join newest as n on true
  cross join known as k
  cross join of_the_week as w
  where (n.trigger_time is null or n.trigger_time < d.due_at) and w.started_at is null
    and (
      -- Unless there is a trace of a run, be it of one that failed.
      k.since is null or k.since <= d.due_at
      or exists (
        select from public.class_generation_logs as l
        where l.operation::text = 'scheduled' and l.trigger_time <= $1
      )
    )
) as f on true
order by f.key
