-- The fields of a slot that say nothing about time, as canonical `{"id", "subject",
-- "course_id"}` with `errors` and `warnings`.
-- p_courses: which courses there are, `{"7": true, "9": false}` (false: inactive); null where
-- nobody knows.
create or replace function rollcall.read_slot_labels(
  p_fields jsonb,
  p_paths jsonb,
  p_path text,
  p_courses jsonb
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  id constant jsonb := p_fields -> 'id';
  subject constant jsonb := p_fields -> 'subject';
  course jsonb := p_fields -> 'course_id';
  course_path constant text := coalesce(p_paths ->> 'course_id', p_path || '/course_id');
  problem jsonb;
  errors jsonb := jsonb '[]';
  warnings jsonb := jsonb '[]';
begin
  if not p_fields ?| array['id', 'subject', 'course_id'] then
    return jsonb '{"id": null, "subject": null, "course_id": null, "errors": [], "warnings": []}';
  end if;
  if jsonb_typeof(id) not in ('string', 'number') or length(id #>> '{}') not between 1 and 64 then
    errors := errors || rollcall.schedule_problem('invalid_shape', p_path || '/id', id,
      'Write an id of 1 to 64 characters, or leave it out.');
  end if;
  if jsonb_typeof(subject) <> 'string' or length(subject #>> '{}') > 200 then
    errors := errors || rollcall.schedule_problem('invalid_shape', p_path || '/subject', subject,
      'Write a subject of at most 200 characters, or leave it out.');
  end if;
  if jsonb_typeof(course) = 'number' and length(course::text) <= 64 then
    course := to_jsonb(trim_scale(course::numeric));
  end if;
  if jsonb_typeof(course) not in ('string', 'number')
    or length(course #>> '{}') not between 1 and 64
    or (jsonb_typeof(course) = 'number' and course::text ~ '[^0-9-]')
  then
    errors := errors || rollcall.schedule_problem('invalid_shape', course_path, course,
      'Write the course''s id, or leave it out for the student''s own course.');
  elsif course is not null then
    problem := rollcall.course_problem(
      course #>> '{}', p_courses, course_path, p_fields -> 'course_id'
    );
    if problem ->> 'code' = 'unknown_course' then
      errors := errors || problem;
    elsif problem is not null then
      warnings := warnings || problem;
    end if;
  end if;
  return jsonb_build_object(
    'id', id #>> '{}', 'subject', subject, 'course_id', course,
    'errors', errors, 'warnings', warnings
  );
end;
$$;
