-- What a version keeps of a reading, as normalise_schedule answers it: the canonical schedule, without
-- the zone where it names none, so that it follows the school's; no slots where it was taken away;
-- the JSON null where it can't be read.
create or replace function rollcall.kept_schedule(p_reading jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_reading ->> 'schedule' is null then
    return case when rollcall.is_taken_away(p_reading)
      then jsonb '{"version": 1, "slots": []}' else jsonb 'null' end;
  end if;
  if p_reading -> 'warnings' @> '[{"code": "defaulted_timezone"}]' then
    return (p_reading -> 'schedule') - 'timezone';
  end if;
  return p_reading -> 'schedule';
end;
$$;
