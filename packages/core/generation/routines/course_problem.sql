-- What is wrong with a course that a slot names or relies on: nothing (null), `unknown_course`
-- (an error) or `inactive_course` (a warning). Nobody knows the courses: nothing is wrong.
create or replace function rollcall.course_problem(
  p_course text,
  p_courses jsonb,
  p_path text,
  p_value jsonb
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if not p_courses ? p_course then
    return rollcall.schedule_problem('unknown_course', p_path, p_value,
      'There is no such course: write the id of one that exists.');
  elsif p_courses -> p_course = 'false' then
    return rollcall.schedule_problem('inactive_course', p_path, p_value,
      'The course is inactive: activate it or write the id of another.');
  end if;
  return null;
end;
$$;
