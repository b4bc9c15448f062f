-- The occurrences that many canonical schedules call for, each between its own two dates (both
-- inclusive) and outside its own days off. This is where every path of generation expands: plain
-- arithmetic on day numbers over the window, nothing replayed from a start date, no setting of the
-- session in reach. Entry n of each array belongs together; p_keys says whose it is.
-- Day 0 is Monday 0001-01-01, so an ISO week is a day number divided by seven. A slot's days are
-- those that leave the remainder `phase` when divided by its `stride`; both count in days.
create or replace function rollcall.expand_schedules(
  p_keys bigint[],
  p_schedules jsonb[],
  p_from date[],
  p_to date[],
  p_days_off datemultirange[]
)
returns table (
  key bigint,
  slot_id text,
  origin_date date,
  origin_start_time time,
  duration_minutes integer,
  course_id text,
  timezone text,
  starts_at timestamptz
)
language plpgsql
immutable
parallel safe
rows 100000
set search_path = ''
as $$
begin
  return query
  with schedules as materialized (
    select s.key, s.schedule ->> 'timezone' as timezone, s.schedule -> 'slots' as slots,
           s.first_date - date '0001-01-01' as first_day, s.last_date - date '0001-01-01' as last_day,
           nullif(s.days_off, '{}') as days_off
    from unnest(p_keys, p_schedules, p_from, p_to, p_days_off)
      as s (key, schedule, first_date, last_date, days_off)
    where s.first_date <= s.last_date
      and jsonb_typeof(s.schedule -> 'slots') = 'array'
  ),
  -- How far each zone's clock is from UTC, for each day from first_day on. Ninety-nine hours, which
  -- no zone is: it changes within a day of it, and each time has to be asked for.
  clocks as materialized (
    select z.timezone, z.first_day, array_agg(
      case when near.before = near.after then near.before else interval '99 hours' end order by d.n
    ) as ahead
    from (
      select s.timezone, min(s.first_day) as first_day, max(s.last_day) as last_day
      from schedules as s group by s.timezone
    ) as z
    cross join lateral generate_series(z.first_day, z.last_day) as d (n)
    cross join lateral (
      select w.wall - (w.wall at time zone z.timezone) at time zone 'UTC' as before,
             w.wall + interval '3 days'
               - ((w.wall + interval '3 days') at time zone z.timezone) at time zone 'UTC' as after
      from (select (date '0001-01-01' + d.n - 1)::timestamp as wall) as w
    ) as near
    group by z.timezone, z.first_day
  )
  select s.key, slot.id, day.date, slot.start_time, slot.duration_minutes, slot.course_id, s.timezone,
         case when day.ahead = interval '99 hours'
              then rollcall.wall_to_instant(day.date + slot.start_time, s.timezone)
              else (day.date + slot.start_time - day.ahead) at time zone 'UTC' end
  from schedules as s
  join clocks as c on c.timezone = s.timezone
  cross join lateral (
    select r.id, r.start_time, r.duration_minutes, r.course_id,
           7 * coalesce(r.interval_weeks, 1) as stride,
           coalesce((r.anchor_date - date '0001-01-01') / 7 * 7, 0) + r.weekday - 1 as phase,
           greatest(s.first_day, r.valid_from - date '0001-01-01') as first_day,
           least(s.last_day, r.valid_to - date '0001-01-01') as last_day
    from jsonb_to_recordset(s.slots) as r (
      id text, weekday integer, start_time time, duration_minutes integer, course_id text,
      interval_weeks integer, anchor_date date, valid_from date, valid_to date
    )
    offset 0
  ) as slot
  cross join lateral (
    select date '0001-01-01' + n as date, c.ahead[n - c.first_day + 1] as ahead
    from generate_series(
      -- The remainder of a negative number is negative: hence the second one.
      slot.first_day + ((slot.phase - slot.first_day) % slot.stride + slot.stride) % slot.stride,
      slot.last_day,
      slot.stride
    ) as n
    offset 0
  ) as day
  where (s.days_off @> day.date) is not true;
end;
$$;
