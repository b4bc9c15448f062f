-- Which slots (places in the list of canonical slots, from 0) take time that an earlier one in the
-- list takes, each with the first such. Exact: two slots meet only if, in some week in which both
-- are valid and due, the wall times meet, also over midnight and from Sunday to Monday.
-- Weeks are counted from Monday 0001-01-01, minutes from the Monday of a slot's own week. No slot
-- lasts longer than half a day, so one meets the other's in the same week or a neighbouring one.
create or replace function rollcall.overlapping_slots(p_slots jsonb)
returns table (place integer, earlier integer)
language plpgsql
immutable
parallel safe
rows 1
set search_path = ''
as $$
begin
  return query
  with slot as materialized (
    select
      number::integer - 1 as place,
      duration_minutes as minutes,
      (weekday - 1) * 1440 + extract(epoch from start_time)::integer / 60 as minute,
      interval_weeks,
      coalesce((anchor_date - date '0001-01-01') / 7, 0) as anchor_week,
      -- The first week whose day is not before valid_from; the last whose day is not after valid_to.
      coalesce((valid_from - date '0001-01-01' - (weekday - 1) + 6) / 7, 0) as first_week,
      (valid_to - date '0001-01-01' - (weekday - 1) + 7) / 7 - 1 as last_week
    from rows from (jsonb_to_recordset(p_slots) as (
      weekday integer, start_time time, duration_minutes integer, interval_weeks integer,
      anchor_date date, valid_from date, valid_to date
    )) with ordinality as s(
      weekday, start_time, duration_minutes, interval_weeks, anchor_date, valid_from, valid_to, number
    )
  )
  select b.place, min(a.place)
  from slot as a
  join slot as b on a.place < b.place
  -- b's week, counted from a's.
  cross join generate_series(-1, 1) as later
  where a.minute < b.minute + later * 10080 + b.minutes
    and b.minute + later * 10080 < a.minute + a.minutes
    and exists (
      -- The rhythms repeat together after at most interval × interval weeks.
      select
      from generate_series(
        greatest(a.first_week, b.first_week - later, 0),
        least(
          greatest(a.first_week, b.first_week - later, 0) + a.interval_weeks * b.interval_weeks - 1,
          a.last_week,
          b.last_week - later
        )
      ) as week
      where (week - a.anchor_week) % a.interval_weeks = 0
        and (week + later - b.anchor_week) % b.interval_weeks = 0
    )
  group by b.place
  order by b.place;
end;
$$;
