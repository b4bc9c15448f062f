-- missing_classes for one student. The planner can't know that it is but a few, and would read
-- everybody's classes of the period; so it is told to look each of them up in the unique key.
create or replace function rollcall.missing_classes_of_student(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint
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
set search_path = ''
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select e.*
  from rollcall.expected_classes(p_from, p_to, p_now, p_student) as e
  where not exists (
    select from public.classes as c
    where coalesce(c.origin_date, c.date) = e.origin_date
      and c.student_id = e.student_id
      and coalesce(c.origin_start_time, c.start_time) = e.origin_start_time
  );
end;
$$;
