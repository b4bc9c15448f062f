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
  days_off datemultirange
)
language plpgsql
stable
set search_path = ''
as $$
declare
  today constant date := rollcall.local_date(p_now);
  zone constant text := (select s.timezone from rollcall.school as s);
  closures constant datemultirange := coalesce(
    (select range_agg(daterange(c.starts_on, c.ends_on, '[]')) from rollcall.closures as c), '{}'
  );
begin
  return query
  with students as (
    select s.id, s.start_date, to_jsonb(s.fixed_schedule) as stored,
           least(s.end_date, (s.archived_at at time zone zone)::date - 1) as last_date,
           case when s.paused_from is null then closures
                else closures + datemultirange(daterange(s.paused_from, s.paused_until, '[]')) end as days_off
    from public.students as s
    where (p_student is null or s.id = p_student)
      and s.start_date is not null
  ),
  recorded as (
    select v.student_id, v.effective_from, v.stored, v.schedule,
           lead(v.effective_from) over (partition by v.student_id order by v.effective_from) as replaced_on
    from rollcall.schedule_versions as v
    where p_student is null or v.student_id = p_student
  ),
  -- The newest version of each student beside what the row holds now.
  newest as (
    select s.id, s.start_date, s.stored, r.student_id is not null as is_recorded,
           s.stored is distinct from r.stored as is_pending
    from students as s
    left join recorded as r on r.student_id = s.id and r.replaced_on is null
  ),
  versions as (
    select r.student_id, r.effective_from,
           coalesce(r.replaced_on, case when n.is_pending then today end) as replaced_on,
           coalesce(r.schedule, rollcall.normalise_schedule(r.stored, zone) -> 'schedule') as schedule
    from recorded as r
    join newest as n on n.id = r.student_id
    union all
    select n.id, case when n.is_recorded then today else n.start_date end, null,
           rollcall.normalise_schedule(n.stored, zone) -> 'schedule'
    from newest as n
    where n.is_pending
  )
  select s.id::bigint,
         greatest(v.effective_from, s.start_date),
         least(v.replaced_on - 1, s.last_date),
         v.schedule,
         s.days_off
  from versions as v
  join students as s on s.id = v.student_id
  where jsonb_typeof(v.schedule) = 'object';
end;
$$;
