-- $1: now. The codes of a schedule are those of rollcall.normalise_schedule.
with school as (
  select s.timezone, rollcall.local_date($1::timestamptz) as today from rollcall.school as s
),
known as (
  select jsonb_object_agg(c.id::text, c.active) as courses from public.courses as c
),
readings as materialized (
  select
    s.id,
    s.start_date,
    s.end_date,
    rollcall.normalise_schedule(
      rollcall.stored_schedule(s), school.timezone, s.course_id::text, known.courses
    ) as reading
  from public.students as s
  cross join school
  cross join known
  where (s.archived_at is null or s.archived_at > $1)
    and (s.end_date is null or s.end_date >= school.today)
),
problems as materialized (
  select r.id, 0 as place, date_problem.code, '/start_date' as path, date_problem.hint
  from readings as r
  cross join lateral (
    select 'missing_start_date' as code, 'Write the day of the first class.' as hint
    where r.start_date is null
    union all
    select 'invalid_start_date', 'Write a day from 1900-01-01 to 2200-12-31, not after the end date.'
    where r.start_date not between date '1900-01-01' and date '2200-12-31'
      or r.start_date > r.end_date
  ) as date_problem
  union all
  select r.id, e.place, e.error ->> 'code', e.error ->> 'path', e.error ->> 'hint'
  from readings as r
  cross join lateral jsonb_array_elements(r.reading -> 'errors') with ordinality as e (error, place)
),
findings as (
  select
    p.id,
    bool_and(p.code in ('missing_start_date', 'missing_fixed_schedule')) as is_being_registered,
    array_agg(p.code || coalesce(' at ' || nullif(p.path, ''), '') order by p.place, p.path) as places,
    (array_agg(p.hint order by p.place, p.path))[1] as hint,
    array_agg(distinct p.code order by p.code) as codes
  from problems as p
  group by p.id
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from readings),
    'valid', (select count(*) from readings) - (select count(*) from findings),
    'invalid', (select count(*) from findings),
    'errors', (
      select coalesce(jsonb_object_agg(c.code, c.students), '{}')
      from (select code, count(distinct id) as students from problems group by code) as c
    ),
    'warnings', (
      select coalesce(jsonb_object_agg(c.code, c.students), '{}')
      from (
        select w ->> 'code' as code, count(distinct r.id) as students
        from readings as r
        cross join lateral jsonb_array_elements(r.reading -> 'warnings') as w
        group by 1
      ) as c
    )
  ) as evidence
)
select
  'student/' || f.id as key,
  case when f.is_being_registered then 'warning' else 'error' end as severity,
  format(
    'Student %s has %s%s: %s', f.id, array_to_string(f.places[:5], ', '),
    case when cardinality(f.places) > 5 then format(' and %s more', cardinality(f.places) - 5) end, f.hint
  ) as detail,
  jsonb_build_object('studentId', f.id, 'codes', f.codes) as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.id
