-- What the last four weekly runs before $1 and the enrolments since then would have left in the
-- logs, and the runs themselves. All of it lies within the thirty days for which logs are kept.
with runs as materialized (
  select rollcall.wall_to_instant(d.monday + interval '6 hours', s.timezone) as run_at,
         d.monday::date as monday, d.monday::date + 13 as horizon
  from rollcall.school as s
  cross join generate_series(0, 3) as weeks (ago)
  cross join lateral (
    select rollcall.local_date(rollcall.last_weekly_run_due($1::timestamptz))::timestamp
           - weeks.ago * interval '7 days' as monday
  ) as d
),
made as (
  select c.student_id, c.created_at, count(*) as classes
  from public.classes as c
  where c.created_at >= (select min(r.run_at) from runs as r)
  group by c.student_id, c.created_at
),
totals as (
  select r.run_at, r.monday, coalesce(sum(m.classes), 0) as classes, count(m.student_id) as students
  from runs as r
  left join made as m on m.created_at = r.run_at
  group by r.run_at, r.monday
),
recorded as (
  insert into rollcall.generation_runs (operation, week, started_at, finished_at, classes_created)
  select 'weekly', t.monday, t.run_at, t.run_at, t.classes from totals as t
)
insert into public.class_generation_logs (
  student_id, operation, trigger_time, status, message, classes_created, duration_ms
)
select m.student_id, 'scheduled', r.run_at, 'success',
       format('%s classes created, %s to %s', m.classes, r.monday, r.horizon), m.classes, 0.4
from runs as r
join made as m on m.created_at = r.run_at
union all
select s.id, 'insert', s.created_at, 'success',
       format('%s classes created, 0 changed, 0 removed', coalesce(m.classes, 0)),
       coalesce(m.classes, 0), 4 + s.id % 5
from public.students as s
left join made as m on m.student_id = s.id and m.created_at = s.created_at
where s.created_at >= (select min(r.run_at) from runs as r)
union all
select null, 'scheduled', t.run_at, 'success',
       format('%s classes created for %s students', t.classes, t.students),
       0, 60 + t.students * 0.4
from totals as t
order by 3, 1 nulls last;
