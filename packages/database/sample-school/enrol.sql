-- Enrols the students of $1, rows as `SampleStudent` has them, in their order. $2: the ids of the
-- courses. The schedules' versions are what the trigger on students would have recorded; it rests
-- meanwhile. $3: the zone of the school.
with enrolled as (
  insert into public.students (
    first_name, last_name, course_id, start_date, end_date, paused_from, paused_until,
    archived_at, fixed_schedule, created_at, updated_at
  )
  select s ->> 'first_name', s ->> 'last_name', ($2::bigint[])[(s ->> 'course')::integer],
         (s ->> 'start_date')::date, (s ->> 'end_date')::date,
         (s ->> 'paused_from')::date, (s ->> 'paused_until')::date,
         (s ->> 'archived_at')::timestamptz, s -> 'fixed_schedule',
         (s ->> 'enrolled_at')::timestamptz,
         coalesce((s ->> 'archived_at')::timestamptz, (s ->> 'enrolled_at')::timestamptz)
  from jsonb_array_elements($1::jsonb) with ordinality as a (s, place)
  order by a.place
  returning id, start_date, fixed_schedule, created_at
)
insert into rollcall.schedule_versions (student_id, effective_from, stored, schedule, recorded_at)
select e.id, e.start_date, e.fixed_schedule,
       rollcall.normalise_schedule(e.fixed_schedule, $3) -> 'schedule', e.created_at
from enrolled as e
order by e.id;
