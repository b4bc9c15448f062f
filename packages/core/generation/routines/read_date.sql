-- The date of the calendar that a stored string YYYY-MM-DD names, or null. The day is checked by
-- hand because a cast would raise.
create or replace function rollcall.read_date(p_value jsonb)
returns date
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  parts constant integer[] := case when jsonb_typeof(p_value) = 'string' then
    regexp_match(btrim(p_value #>> '{}', ' '), '^([0-9]{4})-([0-9]{2})-([0-9]{2})$')::integer[]
  end;
begin
  if parts is null or parts[1] = 0 or parts[2] not between 1 and 12 or parts[3] not between 1
    and extract(day from make_date(parts[1], parts[2], 1) + interval '1 month' - interval '1 day')
  then
    return null;
  end if;
  return make_date(parts[1], parts[2], parts[3]);
end;
$$;
