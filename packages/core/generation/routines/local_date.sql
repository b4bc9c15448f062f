-- The date on the school's wall calendar at an instant.
create or replace function rollcall.local_date(p_now timestamptz)
returns date
language plpgsql
stable
set search_path = ''
as $$
begin
  return (select (p_now at time zone timezone)::date from rollcall.school);
end;
$$;
