-- $1: now. $2: the start of the window. $3: by how many hours the weekly run may be late.
with week as materialized (
  -- The last week that has to be there: the one that the last weekly run due has opened.
  select w.last_date - 6 as monday, w.last_date as sunday
  from rollcall.missing_classes_window($1::timestamptz, 0, $3::numeric) as w
),
due as (
  select count(*) as classes
  from week as w
  cross join lateral rollcall.expected_classes(w.monday, w.sunday, $1::timestamptz) as e
),
present as (
  select count(*) as classes
  from week as w
  join public.classes as c on coalesce(c.origin_date, c.date) between w.monday and w.sunday
),
created as (
  select
    count(*) as in_window,
    -- In an application's table it may be a time without a zone, which is UTC.
    count(*) filter (
      where (c.created_at::timestamptz at time zone s.timezone)::date = rollcall.local_date($1::timestamptz)
    ) as today,
    count(distinct c.student_id) as students
  from public.classes as c
  cross join rollcall.school as s
  where c.created_at >= $2::timestamptz and c.created_at <= $1
),
newest as (
  select max(c.created_at)::timestamptz as created_at from public.classes as c where c.created_at <= $1
),
evidence as (
  select jsonb_build_object(
    'examined', d.classes + c.in_window,
    'week', w.monday,
    'due', d.classes,
    'present', p.classes,
    'createdInWindow', c.in_window,
    'createdToday', c.today,
    'studentsWithNewClasses', c.students,
    'newest', n.created_at
  ) as evidence
  from week as w
  cross join due as d
  cross join present as p
  cross join created as c
  cross join newest as n
)
select f.key, 'error' as severity, f.detail, f.subject, e.evidence
from evidence as e
left join (
  select
    'week/' || w.monday as key,
    format(
      case when d.classes = 1 then '%s class is due in the week of %s and is not there.'
           else '%s classes are due in the week of %s and not one is there.' end,
      d.classes, w.monday
    ) as detail,
    jsonb_build_object('week', w.monday, 'due', d.classes) as subject
  from week as w
  cross join due as d
  cross join present as p
  where d.classes > 0 and p.classes = 0
) as f on true
order by f.key
