-- What the schedules call for and no class stands for: a difference of sets of origins, never of
-- counts. A class that was moved still stands for the origin at which it was first due.
create or replace function rollcall.missing_classes(
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
set search_path = ''
as $$
begin
  if p_student is not null then
    return query select * from rollcall.missing_classes_of_student(p_from, p_to, p_now, p_student);
    return;
  end if;

  return query
  select e.*
  from rollcall.expected_classes(p_from, p_to, p_now) as e
  where not exists (
    select from public.classes as c
    -- The bound on the date keeps the look at the table to the window.
    where coalesce(c.origin_date, c.date) between p_from and p_to
      and c.student_id = e.student_id
      and coalesce(c.origin_date, c.date) = e.origin_date
      and coalesce(c.origin_start_time, c.start_time) = e.origin_start_time
  );
end;
$$;
