-- One stored slot as `{"slot": canonical or null, "minute": of the week, "own_course":
-- whether it relies on the student's, "errors", "warnings"}`.
-- p_weekday: the day under whose key it stands, if any; there a bare string is a start time.
-- p_duration: the duration that the schedule as a whole names, if any.
create or replace function rollcall.read_slot(
  p_slot jsonb,
  p_path text,
  p_weekday integer,
  p_duration jsonb,
  p_timezone text,
  p_courses jsonb,
  p_longest_interval integer
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  known constant text[] := array['id', 'weekday', 'start_time', 'end_time', 'duration_minutes',
    'course_id', 'subject', 'interval_weeks', 'anchor_date', 'valid_from', 'valid_to'];
  keys jsonb;
  fields jsonb;
  paths jsonb;
  moment jsonb;
  duration jsonb;
  rhythm jsonb;
  labels jsonb;
  errors jsonb;
begin
  if p_weekday is not null and jsonb_typeof(p_slot) = 'string' then
    keys := jsonb_build_object(
      'fields', jsonb_build_object('start_time', p_slot), 'errors', jsonb '[]',
      'paths', jsonb_build_object('start_time', p_path, 'duration_minutes', p_path),
      'warnings', jsonb '[]'
    );
  elsif jsonb_typeof(p_slot) = 'object' then
    keys := rollcall.sort_keys(p_slot, p_path, known, false);
  else
    return jsonb_build_object('slot', null, 'warnings', jsonb '[]', 'errors', jsonb_build_array(
      rollcall.schedule_problem('invalid_shape', p_path, p_slot,
        'Write a slot as an object, {"weekday": 1, "start_time": "16:30", "duration_minutes": 60}.')
    ));
  end if;
  fields := keys -> 'fields';
  paths := keys -> 'paths';
  moment := rollcall.read_slot_moment(fields, paths, p_path, p_weekday, p_timezone);
  duration := rollcall.read_slot_duration(
    fields, paths, p_path, (moment ->> 'minute')::integer, p_duration
  );
  rhythm := rollcall.read_slot_rhythm(fields, paths, p_path, p_longest_interval);
  labels := rollcall.read_slot_labels(fields, paths, p_path, p_courses);

  errors := (keys -> 'errors') || (moment -> 'errors') || (duration -> 'errors')
    || (rhythm -> 'errors') || (labels -> 'errors');
  return jsonb_build_object(
    'minute', moment -> 'minute_of_week',
    'own_course', labels -> 'course_id' = 'null',
    'errors', errors,
    'warnings', (keys -> 'warnings') || (moment -> 'warnings') || (duration -> 'warnings')
      || (labels -> 'warnings'),
    'slot', case when errors = '[]' then jsonb_build_object(
      'id', labels -> 'id',
      'weekday', moment -> 'weekday',
      'start_time', moment -> 'start_time',
      'duration_minutes', duration -> 'minutes',
      'course_id', labels -> 'course_id',
      'subject', labels -> 'subject',
      'interval_weeks', rhythm -> 'interval_weeks',
      'anchor_date', rhythm -> 'anchor_date',
      'valid_from', rhythm -> 'valid_from',
      'valid_to', rhythm -> 'valid_to'
    ) end
  );
end;
$$;
