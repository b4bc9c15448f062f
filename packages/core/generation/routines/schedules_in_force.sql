-- Which canonical schedule holds for each student over which dates (both inclusive), cut to the time
-- in which the student is taught. A change that no version records yet (the trigger was off)
-- holds from today; a student of whom nothing is recorded, from the start. What can't be read has
-- no row here; `student-data` names it.
create or replace function rollcall.schedules_in_force(p_now timestamptz, p_student bigint default null)
returns table (
  student_id bigint,
  valid_from date,
  valid_to date,
  schedule jsonb,
  days_off datemultirange,
  course_id bigint
)
language plpgsql
stable
set search_path = ''
-- Planned for one student or for all, which are very different.
set plan_cache_mode = force_custom_plan
as $$
declare
  today constant date := rollcall.local_date(p_now);
  zone constant text := (select s.timezone from rollcall.school as s);
  closures constant datemultirange := coalesce(
    (select range_agg(daterange(c.starts_on, c.ends_on, '[]')) from rollcall.closures as c), '{}'
  );
begin
  return query
  with taught as (
    select s.id, s.start_date, s.course_id::bigint as course_id, to_jsonb(s.fixed_schedule) as stored,
           least(s.end_date, (s.archived_at at time zone zone)::date - 1) as last_date,
           closures
             + coalesce(u.days, '{}')
             + case when s.paused_from is null or s.paused_until < s.paused_from then '{}'
                    else datemultirange(daterange(s.paused_from, s.paused_until, '[]')) end as days_off
    from public.students as s
    left join rollcall.untaught_days as u on u.student_id = s.id
    where (p_student is null or s.id = p_student)
      -- A date outside the calendar is no date; student-data names it.
      and s.start_date between date '1900-01-01' and date '2200-12-31'
  ),
  compared as (
    select t.*, v.effective_from, v.effective_until, v.student_id is not null as is_recorded,
           v.stored as recorded, v.schedule,
           v.effective_until is null and v.stored is distinct from t.stored as is_pending
    from taught as t
    left join rollcall.schedule_versions as v on v.student_id = t.id
  )
  select c.id::bigint,
         greatest(c.effective_from, c.start_date),
         least(c.effective_until, case when c.is_pending then today - 1 end, c.last_date),
         read.schedule,
         c.days_off,
         c.course_id
  from compared as c
  cross join lateral (
    select coalesce(c.schedule, rollcall.normalise_schedule(c.recorded, zone) -> 'schedule') as schedule
  ) as read
  where c.is_recorded
    and jsonb_typeof(read.schedule) = 'object'
  union all
  select c.id::bigint,
         case when c.is_recorded then greatest(today, c.start_date) else c.start_date end,
         c.last_date,
         read.schedule,
         c.days_off,
         c.course_id
  from compared as c
  cross join lateral (
    select rollcall.normalise_schedule(c.stored, zone) -> 'schedule' as schedule
  ) as read
  where c.is_pending
    and jsonb_typeof(read.schedule) = 'object';
end;
$$;
