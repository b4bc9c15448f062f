-- Inserts what is missing between two dates and answers how many classes each student got.
-- Safe to repeat and safe beside another run: what is there already is left alone.
-- What is missing has just been worked out, so a plain insert does; `on conflict` checks every key
-- ahead and costs half as much again, so it is left for when somebody else was faster.
create or replace function rollcall.insert_missing_classes(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null,
  p_backfilled_before date default null
)
returns table (student_id bigint, created integer)
language plpgsql
set search_path = ''
-- Half a year of a large school is sorted in memory.
set work_mem = '64MB'
as $$
declare
  -- In the order of the unique key: its pages are then filled one after the other.
  statement constant text := $insert$
    with inserted as (
      insert into public.classes (
        student_id, course_id, date, start_time, end_time, duration_minutes, timezone, starts_at,
        origin_date, origin_start_time, backfilled, generated_at, created_at
      )
      select m.student_id, m.course_id, m.origin_date, m.origin_start_time,
             m.origin_start_time + m.duration_minutes * interval '1 minute',
             m.duration_minutes, m.timezone, m.starts_at, m.origin_date, m.origin_start_time,
             coalesce(m.origin_date < $5, false), $3, $3
      from rollcall.missing_classes($1, $2, $3, $4) as m
      order by m.origin_date, m.student_id, m.origin_start_time
      %s
      returning public.classes.student_id as id
    )
    select i.id::bigint, count(*)::integer from inserted as i group by i.id order by i.id
  $insert$;
begin
  begin
    return query execute format(statement, '')
      using p_from, p_to, p_now, p_student, p_backfilled_before;
  exception when unique_violation then
    return query execute format(statement, 'on conflict do nothing')
      using p_from, p_to, p_now, p_student, p_backfilled_before;
  end;
end;
$$;
