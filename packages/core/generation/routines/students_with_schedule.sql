-- How many students are taught at an instant, or will be, and have a schedule: those for whom
-- generation has something to do.
create or replace function rollcall.students_with_schedule(p_now timestamptz)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  today constant date := rollcall.local_date(p_now);
begin
  return (
    select count(*)
    from public.students as s
    where s.start_date is not null
      and s.fixed_schedule is not null
      and (s.archived_at is null or s.archived_at > p_now)
      and (s.end_date is null or s.end_date >= today)
  );
end;
$$;
