-- The instant at which a wall clock in a zone shows a time: in a gap later by the gap, in an
-- overlap the first of the two. Postgres' own `at time zone` picks the second, so the day before
-- is asked as well: where both have the same offset its answer stands (also in a gap); where the
-- offset changed in between, the older offset gives the first instant if that reads back as the
-- same wall time.
-- The detours over UTC keep every operator immutable: `timestamptz + interval` is not.
create or replace function rollcall.wall_to_instant(p_wall timestamp, p_zone text)
returns timestamptz
language sql
immutable
parallel safe
set search_path = ''
as $$
  select case
    when (p_wall at time zone p_zone) - ((p_wall - interval '1 day') at time zone p_zone)
      = interval '24 hours'
      then p_wall at time zone p_zone
    when (((p_wall - interval '1 day') at time zone p_zone at time zone 'UTC' + interval '24 hours')
      at time zone 'UTC') at time zone p_zone = p_wall
      then ((p_wall - interval '1 day') at time zone p_zone at time zone 'UTC' + interval '24 hours')
        at time zone 'UTC'
    else p_wall at time zone p_zone
  end
$$;
