-- The latest Monday 06:00 in the school's zone that is not after the instant: when the weekly run
-- was last due.
create or replace function rollcall.last_weekly_run_due(p_now timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select rollcall.wall_to_instant(
      date_trunc('week', p_now at time zone timezone - interval '6 hours') + interval '6 hours',
      timezone
    )
    from rollcall.school
  );
end;
$$;
