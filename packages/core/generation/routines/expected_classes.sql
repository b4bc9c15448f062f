-- Every occurrence that the schedules call for between two dates (both inclusive). The one answer
-- that the trigger, the weekly run, the correction and the checks all use.
-- It reads no table itself, has no `set` and is not `strict`: so it is inlined into the query that
-- calls it, and the instant is worked out only for the rows that remain there.
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
language sql
stable
as $$
  select f.student_id, e.origin_date, e.origin_start_time, e.duration_minutes,
         -- What is no course's id is for student-data to name; here it must not stop everybody.
         coalesce(case when e.course_id ~ '^[0-9]{1,18}$' then e.course_id::bigint end, f.course_id),
         e.timezone, e.starts_at
  from rollcall.schedules_in_force(p_now, p_student) as f
  cross join lateral rollcall.expand_schedule(
    f.schedule, greatest(p_from, f.valid_from), least(p_to, coalesce(f.valid_to, p_to)), f.days_off
  ) as e
$$;
