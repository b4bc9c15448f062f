-- The whole number that a stored value names, as a number or in a string (60, 60.0, "60"), or null.
create or replace function rollcall.read_integer(p_value jsonb)
returns integer
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  stored constant text := btrim(p_value #>> '{}', E' \t\r\n');
begin
  if jsonb_typeof(p_value) = 'string' then
    return case when stored ~ '^[+-]?[0-9]{1,9}(\.0{1,9})?$' then trunc(stored::numeric)::integer end;
  end if;
  if jsonb_typeof(p_value) = 'number' and abs(p_value::numeric) < 1000000000
    and p_value::numeric = trunc(p_value::numeric)
  then
    return p_value::integer;
  end if;
  return null;
end;
$$;
