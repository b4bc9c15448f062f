-- $1: now. $2: by how many hours the weekly run may be late: as long the newest week isn't judged,
-- which the remedy does not touch yet.
with period as materialized (
  select w.first_date as today, w.last_date as horizon,
         rollcall.students_with_schedule($1::timestamptz) as scheduled
  from rollcall.missing_classes_window($1::timestamptz, 0, $2::numeric) as w
),
findings as (
  select
    d.student_id,
    count(*) filter (where d.action = 'keep') as orphaned,
    count(*) filter (where d.action <> 'keep') as stale,
    min(d.origin_date) as first_date,
    max(d.origin_date) as last_date
  from period as p
  cross join lateral rollcall.compare_classes(p.today, p.horizon, $1::timestamptz) as d
  where d.action not in ('create', 'none')
  group by d.student_id
),
evidence as (
  select jsonb_build_object(
    'examined', count(c.student_id) + min(p.scheduled),
    'classes', count(c.student_id),
    'studentsWithSchedule', min(p.scheduled),
    'orphaned', (select coalesce(sum(f.orphaned), 0) from findings as f),
    'stale', (select coalesce(sum(f.stale), 0) from findings as f),
    'deletedOnPurpose', (
      select count(*)
      from period as q
      cross join lateral rollcall.deletions_that_stay(q.today, q.horizon) as d
    ),
    'firstDate', min(p.today),
    'lastDate', min(p.horizon)
  ) as evidence
  from period as p
  left join public.classes as c on coalesce(c.origin_date, c.date) between p.today and p.horizon
)
select
  'student/' || f.student_id as key,
  'warning' as severity,
  format(
    'Student %s, %s: %s.', f.student_id,
    case when f.first_date = f.last_date then format('on %s', f.first_date)
         else format('from %s to %s', f.first_date, f.last_date) end,
    concat_ws(
      '; ',
      case
        when f.orphaned = 1 then '1 class is called for by no schedule and stays, because somebody moved, paid or edited it: a person has to judge'
        when f.orphaned > 1 then format('%s classes are called for by no schedule and stay, because somebody moved, paid or edited them: a person has to judge', f.orphaned)
      end,
      case
        when f.stale = 1 then '1 class that nobody touched is not as the schedule has it now: the remedy sets it right'
        when f.stale > 1 then format('%s classes that nobody touched are not as the schedule has them now: the remedy sets them right', f.stale)
      end
    )
  ) as detail,
  jsonb_build_object(
    'studentId', f.student_id, 'orphaned', f.orphaned, 'stale', f.stale, 'from', f.first_date, 'to', f.last_date
  ) as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.student_id
