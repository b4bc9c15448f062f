-- Somebody mended the horizon by hand, in the SQL editor.
create or replace function rollcall.local_date(p_now timestamptz)
returns date
language plpgsql
stable
set search_path = ''
as $$
begin
  return (p_now at time zone (select s.timezone from rollcall.school as s limit 1))::date;
end;
$$;
