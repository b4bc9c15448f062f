-- A look-up whose index is gone takes a tenth of a second; three days long it took a millisecond.
create function public.timetable_of(p_student_id bigint)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_sleep(0.11);
end;
$$;

revoke execute on function public.timetable_of(bigint) from public;

-- Each is counted by itself.
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);
select public.timetable_of(1); select public.timetable_of(1);

insert into rollcall.statement_snapshots (environment, server, counted_at, counted_since, counters)
select
  'production', c.server, c.seen_at - make_interval(days => 4 - day), c.counted_since,
  jsonb_build_array(jsonb_build_object(
    'user_id', s.user_id, 'query_id', s.query_id, 'calls', 100 * day, 'total_ms', 100 * day, 'max_ms', 2
  ))
from rollcall.statements_counted() as c
join rollcall.statement_counters(true) as s on s.statement like '%select public.timetable_of($1)'
cross join generate_series(1, 3) as day
order by day;

-- undo
-- The index is there again, and the new statement is counted anew.
create or replace function public.timetable_of(p_student_id bigint)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform p_student_id;
end;
$$;

select extensions.pg_stat_statements_reset(0, d.oid, s.query_id)
from pg_catalog.pg_database as d
cross join rollcall.statement_counters(true) as s
where d.datname = current_database() and s.statement like '%select public.timetable_of($1)';
