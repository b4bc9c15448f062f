-- $1: now. $2: the start of the window. $3: by how many hours the weekly run may be late.
with recursive week as materialized (
  -- The last week that has to be there: the one that the last weekly run due has opened.
  select w.last_date - 6 as monday, w.last_date as sunday
  from rollcall.missing_classes_window($1::timestamptz, 0, $3::numeric) as w
),
present as materialized (
  select count(*) as classes
  from week as w
  join public.classes as c on coalesce(c.origin_date, c.date) between w.monday and w.sunday
),
-- Of a week that has classes it is enough to know that one is due: to some of the students who have them.
samples as materialized (
  select c.student_id
  from week as w
  cross join lateral (
    select c.student_id
    from public.classes as c
    where coalesce(c.origin_date, c.date) between w.monday and w.sunday
    -- The order of the index.
    order by coalesce(c.origin_date, c.date)
    limit 20
  ) as c
),
known as materialized (
  select exists (
    select from week as w
    cross join (select distinct s.student_id from samples as s) as s
    cross join lateral rollcall.expected_classes(w.monday, w.sunday, $1::timestamptz, s.student_id) as e
  ) as is_due
),
due as materialized (
  select case when not k.is_due then (
    select count(*)
    from week as w
    cross join lateral rollcall.expected_classes(w.monday, w.sunday, $1::timestamptz) as e
  ) end as classes
  from known as k
),
-- In an application's table created_at may be a time without a zone, which is UTC.
created_for as (
  select
    c.student_id, count(*) as classes, max(c.created_at)::timestamptz as newest,
    count(*) filter (
      where (c.created_at::timestamptz at time zone d.timezone)::date = d.today
    ) as today
  from public.classes as c
  cross join (
    select s.timezone, rollcall.local_date($1::timestamptz) as today from rollcall.school as s offset 0
  ) as d
  where c.created_at >= $2::timestamptz and c.created_at <= $1
  group by c.student_id
),
created as materialized (
  select coalesce(sum(c.classes), 0) as in_window, coalesce(sum(c.today), 0) as today,
         count(*) as students, max(c.newest) as newest
  from created_for as c
),
-- The index on created_at knows ranges and no order: further and further back, until there is one.
newest (days, created_at) as (
  select 1, c.newest from created as c
  union all
  select n.days * 8, (
    select max(c.created_at)::timestamptz from public.classes as c
    where c.created_at > $1::timestamptz - n.days * 8 * interval '1 day' and c.created_at <= $1
  )
  from newest as n
  where n.created_at is null and n.days < 30000
),
evidence as (
  select jsonb_build_object(
    'examined', coalesce(d.classes, p.classes) + c.in_window,
    'week', w.monday,
    -- Counted where it decides.
    'due', d.classes,
    'present', p.classes,
    'createdInWindow', c.in_window,
    'createdToday', c.today,
    'studentsWithNewClasses', c.students,
    'newest', (select max(n.created_at) from newest as n)
  ) as evidence
  from week as w
  cross join due as d
  cross join present as p
  cross join created as c
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
