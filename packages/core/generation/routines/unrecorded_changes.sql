-- The students whose schedule no version records, read, as their row holds it: a trigger was off,
-- they were there before Rollcall, or the schedule can't be read.
create or replace function rollcall.unrecorded_changes(p_student bigint default null)
returns bigint[]
language plpgsql
stable
set search_path = ''
as $$
declare
  answer bigint[];
  -- Where the column is jsonb already, it need not be read, and what is the same byte by byte, as
  -- nearly all of it, need not be compared value by value.
  differs constant text := (
    select case when a.atttypid = 'jsonb'::regtype
      then 'row(v.stored)::record operator(pg_catalog.*<>) row(s.fixed_schedule)::record '
        || 'and v.stored is distinct from s.fixed_schedule'
      else 'v.stored is distinct from rollcall.stored_schedule(s)' end
    from pg_catalog.pg_attribute as a
    where a.attrelid = 'public.students'::regclass and a.attname = 'fixed_schedule'
  );
begin
  execute format($query$
    select array_agg(s.id::bigint order by s.id)
    from public.students as s
    left join rollcall.schedule_versions as v on v.student_id = s.id and v.effective_until is null
    where ($1 is null or s.id = $1)
      -- A date outside the calendar is no date; student-data names it.
      and s.start_date between date '1900-01-01' and date '2200-12-31'
      and (%s or v.schedule is null and v.stored is not null)
  $query$, differs) into answer using p_student;
  return coalesce(answer, '{}');
end;
$$;
