-- Every occurrence that the schedules call for between two dates (both inclusive). The one answer
-- that the trigger, the weekly run, the correction and the checks all use.
create or replace function rollcall.expected_classes(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null
)
returns table (
  student_id bigint,
  origin_date date,
  origin_start_time time,
  duration_minutes integer,
  course_id bigint,
  timezone text,
  starts_at timestamptz
)
language plpgsql
stable
rows 10000
set search_path = ''
as $$
declare
  students bigint[];
  courses bigint[];
  schedules jsonb[];
  first_dates date[];
  last_dates date[];
  days_off datemultirange[];
begin
  -- Nought for no course: in an array without nulls each place is found at once.
  select array_agg(f.student_id), array_agg(coalesce(f.course_id, 0)), array_agg(f.schedule),
         array_agg(greatest(p_from, f.valid_from)), array_agg(least(p_to, f.valid_to)),
         array_agg(f.days_off)
  into students, courses, schedules, first_dates, last_dates, days_off
  from rollcall.schedules_in_force(p_now, p_student) as f
  where f.valid_from <= p_to and (f.valid_to is null or f.valid_to >= p_from);

  return query
  select students[e.key], e.origin_date, e.origin_start_time, e.duration_minutes,
         -- What is no course's id is for student-data to name; here it must not stop everybody.
         coalesce(
           case when e.course_id ~ '^[0-9]{1,18}$' then e.course_id::bigint end,
           nullif(courses[e.key], 0)
         ),
         e.timezone, e.starts_at
  from rollcall.expand_schedules(
    array(select n::bigint from generate_series(1, cardinality(students)) as n),
    schedules, first_dates, last_dates, days_off
  ) as e;
end;
$$;
