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
  select s.id, d.origin_date, s.start_time, s.duration_minutes, s.course_id,
         p_schedule ->> 'timezone', d.starts_at
  from rows from (jsonb_to_recordset(
    case when jsonb_typeof(p_schedule -> 'slots') = 'array' then p_schedule -> 'slots' end
  ) as (
    id text, start_time time, duration_minutes integer, course_id text, valid_from date, valid_to date
  )) with ordinality as s
  join rollcall.expand_slots(
    (
      select jsonb_agg(slot || jsonb_build_object('timezone', p_schedule -> 'timezone') order by place)
      from jsonb_array_elements(
        case when jsonb_typeof(p_schedule -> 'slots') = 'array' then p_schedule -> 'slots' end
      ) with ordinality as e (slot, place)
    ),
    p_from, p_to
  ) as d on d.place = s.ordinality
  where d.origin_date between coalesce(s.valid_from, p_from) and coalesce(s.valid_to, p_to)
    and (p_closures @> d.origin_date) is not true
$$;
