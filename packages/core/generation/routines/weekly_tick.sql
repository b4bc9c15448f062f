-- What the hourly schedule calls: runs the weekly generation if it is due and nobody has run it
-- for this week. The unique row decides, so that two ticks at once run it once.
create or replace function rollcall.weekly_tick(p_now timestamptz default rollcall.current_instant())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  this_week constant date := rollcall.local_date(rollcall.last_weekly_run_due(p_now));
begin
  insert into rollcall.generation_runs (operation, week, started_at)
  values ('weekly', this_week, p_now)
  on conflict (operation, week) do nothing;

  if not found then
    return jsonb_build_object('due', false);
  end if;

  return rollcall.generate_weekly(p_now) || jsonb_build_object('due', true);
end;
$$;
