-- expand_schedule
-- The occurrences that a canonical schedule calls for between two dates (both inclusive) outside
-- the closures. Plain arithmetic on day numbers over the window: nothing is replayed from a start
-- date, and no setting of the session matters. No schedule or no bound, no rows.
-- Day 0 is Monday 0001-01-01, so an ISO week is a day number divided by seven. A slot's days are
-- those that leave the remainder `phase` when divided by its `stride`; both count in days.
-- No `set`, not `strict`, one `select`: so it is inlined into the query that calls it.
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
as $$
  select
    slot.id, day.date, slot.start_time, slot.duration_minutes, slot.course_id, schedule.timezone,
    rollcall.wall_to_instant(day.date + slot.start_time, schedule.timezone)
  -- `offset 0` reads the schedule once, not once per class.
  from (
    select
      p_schedule ->> 'timezone' as timezone,
      p_schedule -> 'slots' as slots,
      p_from - date '0001-01-01' as first_day,
      p_to - date '0001-01-01' as last_day,
      nullif(p_closures, '{}') as closures
    offset 0
  ) as schedule
  cross join lateral (
    select
      s.id, s.start_time, s.duration_minutes, s.course_id,
      7 * coalesce(s.interval_weeks, 1) as stride,
      coalesce((s.anchor_date - date '0001-01-01') / 7 * 7, 0) + s.weekday - 1 as phase,
      greatest(schedule.first_day, s.valid_from - date '0001-01-01') as first_day,
      least(schedule.last_day, s.valid_to - date '0001-01-01') as last_day
    from jsonb_to_recordset(schedule.slots) as s(
      id text, weekday integer, start_time time, duration_minutes integer, course_id text,
      interval_weeks integer, anchor_date date, valid_from date, valid_to date
    )
    where schedule.first_day <= schedule.last_day
    offset 0
  ) as slot
  cross join lateral (
    select date '0001-01-01' + n as date
    from generate_series(
      -- The remainder of a negative number is negative: hence the second one.
      slot.first_day + ((slot.phase - slot.first_day) % slot.stride + slot.stride) % slot.stride,
      slot.last_day,
      slot.stride
    ) as n
    offset 0
  ) as day
  where (schedule.closures @> day.date) is not true
$$;
