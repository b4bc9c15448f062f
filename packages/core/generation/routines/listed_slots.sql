-- One list of stored slots as stored_slots answers it: at most 51, one more than a schedule may
-- have, so that no list is too long to be refused quickly. What is no list holds none.
create or replace function rollcall.listed_slots(p_list jsonb, p_path text, p_weekday integer)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  slots jsonb := jsonb '[]';
begin
  if jsonb_typeof(p_list) <> 'array' then
    return slots;
  end if;
  for place in 0..least(jsonb_array_length(p_list), 51) - 1 loop
    slots := slots || jsonb_build_object(
      'path', p_path || '/' || place, 'weekday', p_weekday, 'slot', p_list -> place
    );
  end loop;
  return slots;
end;
$$;
