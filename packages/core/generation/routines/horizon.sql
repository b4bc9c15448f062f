-- The last date for which classes are generated: the Sunday that ends next ISO week in the
-- school's zone.
create or replace function rollcall.horizon(p_now timestamptz)
returns date
language plpgsql
stable
set search_path = ''
as $$
begin
  return date_trunc('week', rollcall.local_date(p_now))::date + 13;
end;
$$;
