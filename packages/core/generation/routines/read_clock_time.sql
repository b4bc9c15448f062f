-- The seconds since midnight that a stored time of day names, or null: `16:30`, `9:05`, `16:30:00`,
-- `4:30 pm`, `4pm`, and `24:00` (86400), which only an end may be.
create or replace function rollcall.read_clock_time(p_value jsonb)
returns integer
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  stored constant text := p_value #>> '{}';
  parts text[];
  hour integer;
begin
  -- The usual form, read the quick way.
  if stored ~ '^[01][0-9]:[0-5][0-9]$' and jsonb_typeof(p_value) = 'string' then
    return left(stored, 2)::integer * 3600 + right(stored, 2)::integer * 60;
  end if;
  if jsonb_typeof(p_value) is distinct from 'string' or length(stored) > 20 then
    return null;
  end if;
  parts := regexp_match(
    lower(btrim(stored, E' \t\r\n') collate "C"),
    '^([0-9]{1,2})(?::([0-5][0-9])(?::([0-5][0-9]))?)?(?: *([ap])\.? ?m\.?)?$'
  );
  hour := parts[1]::integer;
  if parts[4] is not null then
    if hour not between 1 and 12 then
      return null;
    end if;
    hour := hour % 12 + case parts[4] when 'p' then 12 else 0 end;
  elsif parts[2] is null then
    return null;
  end if;
  hour := hour * 3600 + coalesce(parts[2]::integer, 0) * 60 + coalesce(parts[3]::integer, 0);
  return case when hour <= 86400 then hour end;
end;
$$;
