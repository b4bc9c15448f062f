-- The document's "Classes Not Generated for New Student" for every student at once: of each the first
-- question whose answer is not as it should be. $1: now. $2: how many days to look back. One row for
-- each cause, and one without for how many were looked at.
with school as (
  select timezone, rollcall.local_date($1::timestamptz) as today, rollcall.horizon($1::timestamptz) as horizon
  from rollcall.school
),
known as (
  select jsonb_object_agg(c.id::text, c.active) as courses from public.courses as c
),
active as materialized (
  select s.id, s.start_date, rollcall.normalise_schedule(
    rollcall.stored_schedule(s), school.timezone, s.course_id::text, known.courses
  ) -> 'schedule' as schedule
  from public.students as s
  cross join school
  cross join known
  where (s.archived_at is null or s.archived_at > $1)
    and (s.end_date is null or s.end_date >= school.today)
),
missing as materialized (
  select m.student_id, count(*) as classes
  from school as s
  cross join lateral rollcall.missing_classes(s.today - $2::integer, s.horizon, $1::timestamptz) as m
  group by m.student_id
),
newest as materialized (
  select distinct on (l.student_id) l.student_id, l.status::text as status
  from public.class_generation_logs as l
  where l.student_id is not null and l.trigger_time::timestamptz <= $1::timestamptz
  order by l.student_id, l.trigger_time desc, l.id desc
),
causes as (
  select a.id, coalesce(m.classes, 0) as classes, case
    when a.start_date is null then 'no_start_date'
    when jsonb_typeof(a.schedule) is distinct from 'object'
      or a.start_date not between date '1900-01-01' and date '2200-12-31' then 'unreadable'
    when m.classes > 0 then 'missing'
    when n.status = 'failed' then 'failed'
  end as cause
  from active as a
  left join missing as m on m.student_id = a.id
  left join newest as n on n.student_id = a.id
)
select c.cause, count(*)::integer as students, sum(c.classes)::integer as classes,
       to_jsonb((array_agg(c.id order by c.id))[:$3]) as ids
from causes as c
where c.cause is not null
group by c.cause
union all
select null, count(*)::integer, 0, '[]' from causes
