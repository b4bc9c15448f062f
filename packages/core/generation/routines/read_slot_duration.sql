-- How long a slot lasts, as `{"minutes", "errors", "warnings"}`: by its duration, by its end, or by
-- what the schedule as a whole says. Nothing is guessed: where nobody says it, that is an error.
-- p_start: minutes since midnight, null where the start can't be read.
create or replace function rollcall.read_slot_duration(
  p_fields jsonb,
  p_paths jsonb,
  p_path text,
  p_start integer,
  p_default jsonb
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  hint constant text := 'Write a whole number of minutes from 5 to 720.';
  stored_end constant jsonb := p_fields -> 'end_time';
  stored constant jsonb := coalesce(
    p_fields -> 'duration_minutes', case when stored_end is null then p_default end
  );
  path constant text := coalesce(p_paths ->> 'duration_minutes', p_path || '/duration_minutes');
  end_path constant text := coalesce(p_paths ->> 'end_time', p_path || '/end_time');
  minutes integer := rollcall.read_integer(stored);
  end_seconds integer;
  until_end integer;
  errors jsonb := jsonb '[]';
  warnings jsonb := jsonb '[]';
begin
  if (stored is null and stored_end is null)
    or (stored is not null and (minutes is null or minutes not between 5 and 720))
  then
    minutes := null;
    errors := errors || rollcall.schedule_problem('invalid_duration', path, stored, hint);
  end if;
  if stored_end is null then
    return jsonb_build_object('minutes', minutes, 'errors', errors, 'warnings', warnings);
  end if;

  end_seconds := rollcall.read_clock_time(stored_end);
  if end_seconds is null then
    errors := errors || rollcall.schedule_problem('invalid_duration', end_path, stored_end,
      'Write the end as HH:MM, for example 17:30.');
  else
    if end_seconds % 60 <> 0 then
      warnings := warnings || rollcall.schedule_problem('seconds_dropped', end_path, stored_end,
        'Classes end on the minute: write HH:MM.');
    end if;
    -- 00:00 is the midnight at which the day ends.
    until_end := coalesce(nullif(end_seconds / 60, 0), 1440) - p_start;
    if until_end <= 0 then
      errors := errors || rollcall.schedule_problem('end_not_after_start', end_path, stored_end,
        'Write an end after the start on the same day, or duration_minutes for a class over midnight.');
    elsif minutes <> until_end then
      errors := errors || rollcall.schedule_problem('duration_conflict', path, stored, format(
        'From start to end it is %s minutes: correct one, or remove duration_minutes or end_time.',
        until_end
      ));
    elsif stored is null and until_end not between 5 and 720 then
      errors := errors || rollcall.schedule_problem('invalid_duration', end_path, stored_end,
        format('From start to end it is %s minutes: write an end 5 to 720 minutes later.', until_end));
    end if;
  end if;
  return jsonb_build_object(
    'minutes', coalesce(minutes, until_end), 'errors', errors, 'warnings', warnings
  );
end;
$$;
