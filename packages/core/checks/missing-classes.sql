-- $1: now. $2: how many days to look back. $3: by how many hours the weekly run may be late.
with period as materialized (
  select w.first_date, w.last_date, rollcall.local_date($1::timestamptz) as today, s.timezone
  from rollcall.missing_classes_window($1::timestamptz, $2::integer, $3::numeric) as w
  cross join rollcall.school as s
),
unrecorded as materialized (
  select rollcall.unrecorded_changes() as students
),
-- What is due and what of it is missing, from one comparison.
by_student as materialized (
  select
    m.student_id,
    count(*) as due,
    count(*) filter (where m.action = 'create') as classes,
    count(*) filter (where m.action = 'create' and m.origin_date < p.today) as past,
    min(m.origin_date) filter (where m.action = 'create') as first_date,
    max(m.origin_date) filter (where m.action = 'create') as last_date
  from period as p
  cross join unrecorded as u
  cross join lateral rollcall.compare_classes(
    p.first_date, p.last_date, $1::timestamptz, null, u.students, true
  ) as m
  where m.is_due
  group by m.student_id
),
missing as (
  select m.* from by_student as m where m.classes > 0
),
expected as (
  select coalesce(sum(m.due), 0) as classes, coalesce(sum(m.classes), 0) as missing, count(*) as students
  from by_student as m
),
-- Of whom a version is recorded that could be read and still holds, the schedule can be read.
unsure as materialized (
  select array_agg(d.id) as students
  from (
    select unnest(u.students) as id from unrecorded as u
    union
    select v.student_id from rollcall.schedule_versions as v where v.effective_until is null and v.schedule = 'null'
  ) as d
),
skipped as (
  select count(*) filter (where k.reason = 'unreadable_schedule') as unreadable
  from period as p
  cross join unsure as u
  -- Few are asked about one by one, many all together.
  cross join lateral unnest(
    case when cardinality(u.students) > 1000 then array[null::bigint] else u.students end
  ) as asked (student_id)
  cross join lateral rollcall.skipped_students(
    p.first_date, p.last_date, $1::timestamptz, asked.student_id
  ) as k
),
evidence as (
  select jsonb_build_object(
    'examined', x.classes,
    'present', x.classes - x.missing,
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
