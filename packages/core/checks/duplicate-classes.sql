-- $1: now; duplicates are such at any time, and the query does not use it.
with ranked as materialized (
  select
    r.*,
    format(
      'student/%s/%s/%s', r.student_id, r.origin_date,
      to_char(r.origin_start_time, case when extract(second from r.origin_start_time) = 0 then 'HH24:MI' else 'HH24:MI:SS' end)
    ) as key
  from rollcall.rank_duplicate_classes() as r
  where $1::timestamptz is not null
),
findings as (
  select
    r.key,
    r.student_id,
    r.origin_date,
    r.origin_start_time,
    r.kept_class_id,
    count(*) as classes,
    count(*) filter (where r.removable) as removable,
    array_agg(r.class_id order by r.place) as class_ids,
    string_agg(format('class %s stays, because %s', r.class_id, r.obstacle), ', ' order by r.place)
      filter (where r.obstacle is not null and r.place <= 6) as left_to_judge
  from ranked as r
  group by r.key, r.student_id, r.origin_date, r.origin_start_time, r.kept_class_id
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from public.classes),
    'duplicated', (select count(*) from findings),
    'removable', (select count(*) from ranked where removable),
    'leftToJudge', (select count(*) from ranked where obstacle is not null),
    -- It forbids new duplicates; it can't be built while there are some.
    'uniqueIndex', coalesce((
      select case when i.indisvalid and i.indisunique then 'valid' else 'invalid' end
      from pg_catalog.pg_index as i
      where i.indexrelid = to_regclass('public.classes_occurrence_key')
        and i.indrelid = 'public.classes'::regclass
    ), 'missing')
  ) as evidence
)
select
  f.key,
  'error' as severity,
  concat_ws(
    '; ',
    format('Student %s has %s classes for one: class %s is kept', f.student_id, f.classes, f.kept_class_id),
    case when f.removable > 0 then format('the remedy removes %s', f.removable) end,
    f.left_to_judge || ': a person has to judge'
  ) || '.' as detail,
  jsonb_build_object(
    'studentId', f.student_id, 'date', f.origin_date, 'startTime', f.origin_start_time,
    'keptClassId', f.kept_class_id, 'classIds', f.class_ids
  ) as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.student_id, f.origin_date, f.origin_start_time
