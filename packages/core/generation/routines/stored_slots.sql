-- The slots of a schedule as they are stored, in stored order, as a list of `{"path": JSON Pointer,
-- "weekday": of the key under which it stands or null, "slot"}`: from a list, from an object with
-- `slots`, or from an object keyed by days, where a day holds a list or a single slot.
create or replace function rollcall.stored_slots(p_schedule jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  slots jsonb := jsonb '[]';
  key text;
  value jsonb;
  weekday integer;
begin
  if jsonb_typeof(p_schedule) = 'array' then
    return rollcall.listed_slots(p_schedule, '', null);
  elsif jsonb_typeof(p_schedule) <> 'object' then
    return slots;
  elsif p_schedule ? 'slots' then
    return rollcall.listed_slots(p_schedule -> 'slots', '/slots', null);
  end if;
  for key, value in select e.key, e.value from jsonb_each(p_schedule) as e loop
    weekday := rollcall.read_weekday(to_jsonb(key));
    continue when weekday is null or value = jsonb 'null';
    weekday := coalesce(nullif(weekday, 0), 7);
    slots := slots || case jsonb_typeof(value)
      when 'array' then rollcall.listed_slots(value, rollcall.json_pointer('', key), weekday)
      else jsonb_build_array(jsonb_build_object(
        'path', rollcall.json_pointer('', key), 'weekday', weekday, 'slot', value
      ))
    end;
  end loop;
  return slots;
end;
$$;
