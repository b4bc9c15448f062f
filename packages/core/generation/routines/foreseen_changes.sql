-- What reconcile_classes would do between two dates (both inclusive), for whom, and on which dates.
create or replace function rollcall.foreseen_changes(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null
)
returns table (
  student_id bigint,
  created integer,
  updated integer,
  removed integer,
  first_date date,
  last_date date
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select d.student_id,
         count(*) filter (where d.action = 'create')::integer,
         count(*) filter (where d.action in ('update', 'retime'))::integer,
         count(*) filter (where d.action = 'remove')::integer,
         min(d.origin_date), max(d.origin_date)
  from rollcall.compare_classes(p_from, p_to, p_now, p_student) as d
  where d.action not in ('keep', 'none')
  group by d.student_id
  order by d.student_id;
end;
$$;
