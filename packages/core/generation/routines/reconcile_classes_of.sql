-- reconcile_classes for all students and for one: one text, made into two functions, as
-- compare_classes_of. What is missing has just been worked out, so a plain insert does; `on conflict`
-- checks every key ahead and costs half as much again, so it is left for when somebody else was faster,
-- or an application's own key forbids a class: that one is counted as refused.
do $make$
declare
  head constant text := $head$
create or replace function rollcall.reconcile_classes_of_%1$s(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint,
  p_unrecorded bigint[],
  p_backfilled_before date
)
returns table (
  student_id bigint, created integer, updated integer, removed integer, orphaned integer, refused integer
)
language plpgsql
set search_path = ''
set plan_cache_mode = %2$s
-- Compiling a plan costs more than it saves here.
set jit = off
-- Half a year of a large school is sorted in memory.
set work_mem = '64MB'
  $head$;
  statement constant text := $statement$
with changes as materialized (
  select * from rollcall.compare_classes_of_%1$s(p_from, p_to, p_now, p_student, p_unrecorded, false)
),
-- Mostly there are many to create, and few of these.
others as materialized (
  select * from changes as d where d.action <> 'create'
),
-- Whoever touches one of them meanwhile is waited for, and wins.
removed as (
  delete from public.classes as c
  using others as d
  where d.action = 'remove'
    and coalesce(c.origin_date, c.date) = d.origin_date
    and c.student_id = d.student_id
    and coalesce(c.origin_start_time, c.start_time) = d.origin_start_time
    and rollcall.is_untouched(c, p_now)
  returning d.student_id
),
updated as (
  update public.classes as c
  set duration_minutes = d.duration_minutes,
      end_time = d.origin_start_time + d.duration_minutes * interval '1 minute',
      course_id = d.course_id,
      timezone = d.timezone,
      starts_at = d.starts_at,
      generated_at = p_now
  from others as d
  where d.action = 'update'
    and coalesce(c.origin_date, c.date) = d.origin_date
    and c.student_id = d.student_id
    and coalesce(c.origin_start_time, c.start_time) = d.origin_start_time
    and rollcall.is_untouched(c, p_now)
  returning d.student_id
),
retimed as (
  update public.classes as c
  set starts_at = rollcall.wall_to_instant(c.date + c.start_time, c.timezone)
  from others as d
  where d.action = 'retime'
    and coalesce(c.origin_date, c.date) = d.origin_date
    and c.student_id = d.student_id
    and coalesce(c.origin_start_time, c.start_time) = d.origin_start_time
    and rollcall.has_wrong_instant(c, p_now)
  returning d.student_id
),
created as (
  insert into public.classes (
    student_id, course_id, date, start_time, end_time, duration_minutes, timezone, starts_at,
    origin_date, origin_start_time, backfilled, generated_at, created_at
  )
  select d.student_id, d.course_id, d.origin_date, d.origin_start_time,
         d.origin_start_time + d.duration_minutes * interval '1 minute',
         d.duration_minutes, d.timezone, d.starts_at, d.origin_date, d.origin_start_time,
         coalesce(d.origin_date < p_backfilled_before, false), p_now, p_now
  from changes as d
  where d.action = 'create'
  -- In the order of the unique key: its pages are then filled one after the other.
  order by d.origin_date, d.student_id, d.origin_start_time
  %2$s
  returning public.classes.student_id
)
select c.student_id::bigint, sum(c.created)::integer, sum(c.updated)::integer,
       sum(c.removed)::integer, sum(c.orphaned)::integer, sum(c.refused)::integer
from (
  select c.student_id, count(*) as created, 0 as updated, 0 as removed, 0 as orphaned, %3$s as refused
  from created as c group by c.student_id
  union all select u.student_id, 0, 1, 0, 0, 0 from updated as u
  union all select t.student_id, 0, 1, 0, 0, 0 from retimed as t
  union all select r.student_id, 0, 0, 1, 0, 0 from removed as r
  union all select k.student_id, 0, 0, 0, 1, 0 from others as k where k.action = 'keep'
  %4$s
) as c
group by c.student_id
order by c.student_id
  $statement$;
  refused constant text := $refused$
  union all
  select d.student_id, 0, 0, 0, 0, count(*) from changes as d where d.action = 'create' group by d.student_id
  $refused$;
  body constant text := $body$
as $function$
begin
  return query %s;
exception when unique_violation then
  return query %s;
end;
$function$
  $body$;
  whose text;
  mode text;
begin
  for whose, mode in values ('all', 'force_custom_plan'), ('student', 'force_generic_plan') loop
    execute format(head, whose, mode) || format(
      body,
      format(statement, whose, '', '0', ''),
      format(statement, whose, 'on conflict do nothing', '-count(*)', refused)
    );
  end loop;
end;
$make$;
