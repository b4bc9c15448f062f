-- The dates and instants of weekly slots between two dates (both inclusive). This is where every
-- path of generation expands: plain arithmetic on day numbers over the window, nothing replayed from
-- a start date, no setting of the session in reach.
-- p_slots: a JSON array of {"timezone", "weekday", "start_time", "interval_weeks", "anchor_date"} as
-- in a canonical schedule; `place` is a slot's place in it, from 1.
-- Day 0 is Monday 0001-01-01, so an ISO week is a day number divided by seven. A slot's days are
-- those that leave the remainder `phase` when divided by its `stride`; both count in days.
create or replace function rollcall.expand_slots(p_slots jsonb, p_from date, p_to date)
returns table (place bigint, origin_date date, starts_at timestamptz)
language plpgsql
immutable
parallel safe
rows 1000
set search_path = ''
as $$
declare
  first_day constant integer := p_from - date '0001-01-01';
  last_day constant integer := p_to - date '0001-01-01';
begin
  return query
  with slots as materialized (
    select s.ordinality, s.timezone, s.start_time,
           7 * coalesce(s.interval_weeks, 1) as stride,
           coalesce((s.anchor_date - date '0001-01-01') / 7 * 7, 0) + s.weekday - 1 as phase
    from rows from (jsonb_to_recordset(p_slots) as (
      timezone text, weekday integer, start_time time, interval_weeks integer, anchor_date date
    )) with ordinality as s
  ),
  -- How far each zone's clock is from UTC, for each day of the window. Ninety-nine hours, which no
  -- zone is: it changes within a day of it, and each time has to be asked for.
  clocks as materialized (
    select z.timezone, array_agg(
      case when near.before = near.after then near.before else interval '99 hours' end order by d.day
    ) as ahead
    from (select distinct s.timezone from slots as s) as z
    cross join generate_series(first_day, last_day) as d (day)
    cross join lateral (
      select w.wall - (w.wall at time zone z.timezone) at time zone 'UTC' as before,
             w.wall + interval '3 days'
               - ((w.wall + interval '3 days') at time zone z.timezone) at time zone 'UTC' as after
      from (select (date '0001-01-01' + d.day - 1)::timestamp as wall) as w
    ) as near
    group by z.timezone
  )
  select s.ordinality, n.date,
         case when n.ahead = interval '99 hours'
              then rollcall.wall_to_instant(n.date + s.start_time, s.timezone)
              else (n.date + s.start_time - n.ahead) at time zone 'UTC' end
  from slots as s
  join clocks as c on c.timezone = s.timezone
  cross join lateral (
    select date '0001-01-01' + n.day as date, c.ahead[n.day - first_day + 1] as ahead
    from generate_series(
      -- The remainder of a negative number is negative: hence the second one.
      first_day + ((s.phase - first_day) % s.stride + s.stride) % s.stride, last_day, s.stride
    ) as n (day)
    offset 0
  ) as n;
end;
$$;
