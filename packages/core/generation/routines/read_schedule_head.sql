-- What a stored schedule says beside its slots, as `{"timezone", "duration" (for slots without one),
-- "errors", "warnings"}`, and whether its shape is one that is read.
-- p_timezone: the zone of a schedule that names none.
create or replace function rollcall.read_schedule_head(p_schedule jsonb, p_timezone text)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  zone_hint constant text := 'Write a zone as Area/Location, for example Europe/Madrid.';
  has_slots constant boolean := jsonb_typeof(p_schedule) = 'object' and p_schedule ? 'slots';
  keys jsonb := jsonb '{"fields": {}, "paths": {}, "days": [], "errors": [], "warnings": []}';
  fields jsonb;
  errors jsonb;
  warnings jsonb;
  day text;
  zone text;
  duration jsonb;
begin
  if jsonb_typeof(p_schedule) = 'object' then
    keys := rollcall.sort_keys(
      p_schedule - 'slots', '', array['version', 'timezone', 'duration_minutes'], true
    );
  end if;
  fields := keys -> 'fields';
  errors := keys -> 'errors';
  warnings := keys -> 'warnings';

  if jsonb_typeof(p_schedule) not in ('object', 'array')
    or (p_schedule <> '{}' and jsonb_typeof(p_schedule) = 'object' and not has_slots
      and keys -> 'days' = '[]')
  then
    errors := errors || rollcall.schedule_problem('invalid_shape', '', p_schedule,
      'Write an object with slots, a list of slots, or an object keyed by days.');
  elsif has_slots and jsonb_typeof(p_schedule -> 'slots') not in ('array', 'null') then
    errors := errors || rollcall.schedule_problem('invalid_shape', '/slots', p_schedule -> 'slots',
      'Write the slots as a list.');
  end if;
  if keys -> 'days' <> '[]' then
    for day in select d from jsonb_array_elements_text(keys -> 'days') as d loop
      if has_slots then
        errors := errors || rollcall.schedule_problem('invalid_shape',
          rollcall.json_pointer('', day), p_schedule -> day,
          'Write either slots or days as keys, not both.');
      elsif rollcall.read_weekday(to_jsonb(day)) = 0 then
        warnings := warnings || rollcall.schedule_problem('weekday_zero',
          rollcall.json_pointer('', day), to_jsonb(day), 'It is read as Sunday: write 7.');
      end if;
    end loop;
  end if;

  if rollcall.read_integer(fields -> 'version') is distinct from 1 and fields ? 'version' then
    errors := errors || rollcall.schedule_problem('unsupported_version', '/version',
      fields -> 'version', 'Write version 1, or leave it out.');
  end if;
  duration := fields -> 'duration_minutes';
  if duration is not null and rollcall.read_integer(duration) between 5 and 720 is not true then
    errors := errors || rollcall.schedule_problem('invalid_duration',
      coalesce(keys #>> '{paths,duration_minutes}', '/duration_minutes'), duration,
      'Write a whole number of minutes from 5 to 720.');
    -- Reported once: the slots that rely on it are not to repeat it.
    duration := jsonb '60';
  end if;

  if fields ? 'timezone' then
    zone := case when jsonb_typeof(fields -> 'timezone') = 'string'
      then rollcall.read_timezone(fields ->> 'timezone') end;
    if zone is null then
      errors := errors || rollcall.schedule_problem('invalid_timezone',
        coalesce(keys #>> '{paths,timezone}', '/timezone'), fields -> 'timezone', zone_hint);
    end if;
  else
    zone := rollcall.read_timezone(p_timezone);
    if zone is null then
      errors := errors || rollcall.schedule_problem('invalid_timezone', '/timezone',
        to_jsonb(p_timezone), zone_hint);
    else
      warnings := warnings || rollcall.schedule_problem('defaulted_timezone',
        case jsonb_typeof(p_schedule) when 'object' then '/timezone' else '' end, null,
        format('The school''s zone %s is used: write it into the schedule.', zone));
    end if;
  end if;
  return jsonb_build_object(
    'timezone', zone, 'duration', duration, 'errors', errors, 'warnings', warnings
  );
end;
$$;
