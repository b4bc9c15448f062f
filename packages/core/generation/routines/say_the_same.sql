-- Whether two stored values of one field mean the same (`"Monday"` and `1`, `"9:00"` and
-- `"09:00:00"`).
create or replace function rollcall.say_the_same(p_field text, p_one jsonb, p_other jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return p_one = p_other or coalesce(
    case
      when p_field = 'weekday'
        then rollcall.read_weekday(p_one) % 7 = rollcall.read_weekday(p_other) % 7
      when p_field in ('start_time', 'end_time')
        then rollcall.read_clock_time(p_one) = rollcall.read_clock_time(p_other)
      when p_field in ('duration_minutes', 'interval_weeks')
        then rollcall.read_integer(p_one) = rollcall.read_integer(p_other)
      else p_one #>> '{}' = p_other #>> '{}'
    end,
    false
  );
end;
$$;
