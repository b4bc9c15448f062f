-- The dates between which a missing class is a fault: so many days back, and up to the end of the
-- week that the last weekly run due has opened. Before Monday's run, and while it may still be
-- late, the new week isn't due yet.
create or replace function rollcall.missing_classes_window(
  p_now timestamptz,
  p_look_back_days integer,
  p_grace_hours numeric,
  out first_date date,
  out last_date date
)
language plpgsql
stable
set search_path = ''
as $$
begin
  first_date := rollcall.local_date(p_now) - p_look_back_days;
  last_date := rollcall.local_date(
    rollcall.last_weekly_run_due(p_now - p_grace_hours * interval '1 hour')
  ) + 13;
end;
$$;
