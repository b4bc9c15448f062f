-- The occurrences that one canonical schedule calls for between two dates (both inclusive) outside
-- the closures. No schedule or no bound, no rows.
create or replace function rollcall.expand_schedule(
  p_schedule jsonb,
  p_from date,
  p_to date,
  p_closures datemultirange default '{}'
)
returns table (
  slot_id text,
  origin_date date,
  origin_start_time time,
  duration_minutes integer,
  course_id text,
  timezone text,
  starts_at timestamptz
)
language sql
immutable
parallel safe
rows 100
set search_path = ''
as $$
  select e.slot_id, e.origin_date, e.origin_start_time, e.duration_minutes, e.course_id, e.timezone,
         e.starts_at
  from rollcall.expand_schedules(
    array[0::bigint], array[p_schedule], array[p_from], array[p_to], array[p_closures]
  ) as e
$$;
