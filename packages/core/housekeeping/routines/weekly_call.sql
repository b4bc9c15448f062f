-- The other way for the hourly schedule, in place of weekly_tick: has the edge function do the weekly
-- run when it is due and has not come to its end this week, and keeps what became of the calls before.
-- A call that failed is made again by the next hour's.
create or replace function rollcall.weekly_call(p_now timestamptz default rollcall.current_instant())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  this_week constant date := rollcall.local_date(rollcall.last_weekly_run_due(p_now));
begin
  perform rollcall.keep_call_outcomes();
  if exists (
    select from rollcall.generation_runs as r
    where r.operation = 'weekly' and r.week = this_week and r.finished_at is not null
  ) then
    return jsonb_build_object('due', false);
  end if;
  return jsonb_build_object(
    'due', true, 'call', rollcall.call_class_tracking('generate-weekly-classes', '{}', p_now)
  );
end;
$$;
