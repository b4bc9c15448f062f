-- $1: now. $2: how many days to look back. $3: by how many hours the weekly run may be late.
with period as materialized (
  select w.first_date, w.last_date, rollcall.local_date($1::timestamptz) as today, s.timezone
  from rollcall.missing_classes_window($1::timestamptz, $2::integer, $3::numeric) as w
  cross join rollcall.school as s
),
missing as (
  select
    m.student_id,
    count(*) as classes,
    count(*) filter (where m.origin_date < p.today) as past,
    min(m.origin_date) as first_date,
    max(m.origin_date) as last_date
  from period as p
  cross join lateral rollcall.missing_classes(p.first_date, p.last_date, $1::timestamptz) as m
  group by m.student_id
),
expected as (
  select count(*) as classes, count(distinct e.student_id) as students
  from period as p
  cross join lateral rollcall.expected_classes(p.first_date, p.last_date, $1::timestamptz) as e
),
skipped as (
  select count(*) filter (where k.reason = 'unreadable_schedule') as unreadable
  from period as p
  cross join lateral rollcall.skipped_students(p.first_date, p.last_date, $1::timestamptz) as k
),
evidence as (
  select jsonb_build_object(
    'examined', x.classes,
    'present', x.classes - coalesce((select sum(m.classes) from missing as m), 0),
    'students', x.students,
    'unreadableSchedules', k.unreadable,
    'firstDate', p.first_date,
    'lastDate', p.last_date,
    'window', jsonb_build_object(
      'from', rollcall.wall_to_instant(p.first_date::timestamp, p.timezone),
      'to', rollcall.wall_to_instant((p.last_date + 1)::timestamp, p.timezone)
    )
  ) as evidence
  from period as p
  cross join expected as x
  cross join skipped as k
)
select
  'student/' || m.student_id as key,
  'error' as severity,
  case when m.student_id is not null then format(
    'Student %s: %s %s missing, %s%s.',
    m.student_id,
    m.classes,
    case when m.classes = 1 then 'class is' else 'classes are' end,
    case when m.first_date = m.last_date then format('on %s', m.first_date)
         else format('from %s to %s', m.first_date, m.last_date) end,
    case when m.past > 0 then format(
      '; %s in the past and would be billed when made',
      case when m.classes = 1 then 'it lies' when m.past = m.classes then 'all of them lie'
           when m.past = 1 then '1 of them lies' else m.past || ' of them lie' end
    ) end
  ) end as detail,
  case when m.student_id is not null then jsonb_build_object(
    'studentId', m.student_id, 'count', m.classes, 'past', m.past,
    'from', m.first_date, 'to', m.last_date
  ) end as subject,
  e.evidence
from evidence as e
left join missing as m on true
order by m.student_id
