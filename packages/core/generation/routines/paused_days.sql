-- The days of a pause; a pause that ends before it begins is none, one without an end goes on.
create or replace function rollcall.paused_days(p_from date, p_until date)
returns datemultirange
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_from is null or p_until < p_from then
    return datemultirange '{}';
  end if;
  -- The calendar ends long before a date does, whose last day has no day after it.
  return datemultirange(daterange(p_from, least(p_until, date '9999-12-31'), '[]'));
end;
$$;
