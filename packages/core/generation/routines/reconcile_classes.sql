-- Makes the untouched classes of one student, from today on, what the schedule calls for now:
-- changes those that keep their origin and removes those that lost it. p_before is the canonical
-- schedule that held until now: a class without generated_at goes only if it had called for it, so
-- that what a person added stays.
create or replace function rollcall.reconcile_classes(
  p_student bigint,
  p_before jsonb,
  p_now timestamptz,
  out updated integer,
  out removed integer
)
language plpgsql
set search_path = ''
-- A few classes of one student: each is looked up in the unique key, led by its date.
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  today constant date := rollcall.local_date(p_now);
  last_date constant date := rollcall.horizon(p_now);
begin
  with expected as (
    select * from rollcall.expected_classes(today, last_date, p_now, p_student)
  ),
  called_for_before as (
    select e.origin_date, e.origin_start_time
    from rollcall.expand_schedule(p_before, today, last_date) as e
  ),
  lost as (
    delete from public.classes as c
    using generate_series(0, last_date - today) as n
    where coalesce(c.origin_date, c.date) = today + n
      and c.student_id = p_student
      and rollcall.is_untouched(c, p_now)
      and (
        c.generated_at is not null
        or (c.date, c.start_time) in (select b.origin_date, b.origin_start_time from called_for_before as b)
      )
      and (c.date, c.start_time) not in (select e.origin_date, e.origin_start_time from expected as e)
    returning 1
  ),
  kept as (
    update public.classes as c
    set duration_minutes = e.duration_minutes,
        end_time = e.origin_start_time + e.duration_minutes * interval '1 minute',
        course_id = e.course_id,
        timezone = e.timezone,
        starts_at = e.starts_at,
        generated_at = p_now
    from expected as e
    where coalesce(c.origin_date, c.date) = e.origin_date
      and c.student_id = p_student
      and coalesce(c.origin_start_time, c.start_time) = e.origin_start_time
      and rollcall.is_untouched(c, p_now)
      and (c.duration_minutes, c.course_id, c.timezone, c.starts_at)
        is distinct from (e.duration_minutes, e.course_id, e.timezone, e.starts_at)
      and (c.generated_at is not null or c.duration_minutes is not null)
    returning 1
  )
  select (select count(*) from kept), (select count(*) from lost) into updated, removed;
end;
$$;
