-- Every occurrence that the schedules call for between two dates (both inclusive), but for those
-- that somebody deleted on purpose.
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
begin
  return query
  select d.student_id, d.origin_date, d.origin_start_time, d.duration_minutes, d.course_id,
         d.timezone, d.starts_at
  from rollcall.compare_classes(p_from, p_to, p_now, p_student, null, true) as d
  where d.is_due;
end;
$$;
