-- When in the week a slot begins, as `{"weekday", "start_time", "minute": since midnight,
-- "minute_of_week", "errors", "warnings"}`; what can't be read is missing.
create or replace function rollcall.read_slot_moment(
  p_fields jsonb,
  p_paths jsonb,
  p_path text,
  p_weekday integer,
  p_timezone text
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  stored_day constant jsonb := p_fields -> 'weekday';
  stored_start constant jsonb := p_fields -> 'start_time';
  day_path constant text := coalesce(p_paths ->> 'weekday', p_path || '/weekday');
  start_path constant text := coalesce(p_paths ->> 'start_time', p_path || '/start_time');
  weekday integer := rollcall.read_weekday(stored_day);
  seconds constant integer := rollcall.read_clock_time(stored_start);
  start_time text;
  errors jsonb := jsonb '[]';
  warnings jsonb := jsonb '[]';
begin
  if weekday = 0 then
    weekday := 7;
    warnings := warnings || rollcall.schedule_problem('weekday_zero', day_path, stored_day,
      'It is read as Sunday: write 7.');
  end if;
  if weekday is null and (p_weekday is null or stored_day is not null) then
    errors := errors || rollcall.schedule_problem('invalid_weekday', day_path, stored_day,
      'Write the weekday as 1 (Monday) to 7 (Sunday), or its name in English or Spanish.');
  elsif weekday <> p_weekday then
    errors := errors || rollcall.schedule_problem('invalid_weekday', day_path, stored_day,
      'It contradicts the day under which the slot is listed: keep one of the two.');
  end if;
  weekday := coalesce(weekday, p_weekday);

  if seconds is null or seconds = 86400 then
    errors := errors || rollcall.schedule_problem('invalid_start_time', start_path, stored_start,
      'Write the start as HH:MM from 00:00 to 23:59, for example 16:30.');
    return jsonb_build_object('errors', errors, 'warnings', warnings);
  end if;
  if seconds % 60 <> 0 then
    warnings := warnings || rollcall.schedule_problem('seconds_dropped', start_path, stored_start,
      'Classes start on the minute: write HH:MM.');
  end if;
  start_time := lpad((seconds / 3600)::text, 2, '0') || ':'
    || lpad((seconds / 60 % 60)::text, 2, '0');
  if rollcall.is_dst_sensitive(weekday, start_time, p_timezone) then
    warnings := warnings || rollcall.schedule_problem('dst_sensitive_time', start_path, stored_start,
      format('In %s clocks change at this time of this weekday: write an earlier or a later start.',
        p_timezone));
  end if;
  return jsonb_build_object(
    'weekday', weekday,
    'start_time', start_time,
    'minute', seconds / 60,
    'minute_of_week', (weekday - 1) * 1440 + seconds / 60,
    'errors', errors,
    'warnings', warnings
  );
end;
$$;
