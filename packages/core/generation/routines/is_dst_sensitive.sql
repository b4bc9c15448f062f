-- Whether a wall time on a weekday can fall into a gap or an overlap of its zone. The years
-- 2026 to 2030 stand for all: zones that still change their clocks do so on the same weekdays
-- and at the same times each year, and the answer must not depend on when it is asked.
-- In those years no zone changes its clocks between 04:00 and 21:00: nearly all slots are
-- answered without looking.
create or replace function rollcall.is_dst_sensitive(
  p_weekday integer,
  p_start_time text,
  p_timezone text
)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_timezone is null or p_weekday is null
    or p_start_time >= '04:00' collate "C" and p_start_time < '21:00' collate "C"
  then
    return false;
  end if;
  return exists (
    select
    -- 2026-01-05 is a Monday.
    from generate_series(0, 5 * 52 + 1) as week
    cross join lateral (
      select date '2026-01-04' + 7 * week + p_weekday + p_start_time::time as wall
      offset 0
    ) as class
    where wall at time zone p_timezone at time zone p_timezone <> wall
      or wall at time zone p_timezone <> rollcall.wall_to_instant(wall, p_timezone)
  );
end;
$$;
