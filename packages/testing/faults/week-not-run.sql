-- No trace of the weekly run since it was last due. The classes of the coming week are there
-- already: the run before, or the triggers, made them.
delete from public.class_generation_logs
where operation = 'scheduled'
  and trigger_time >= rollcall.last_weekly_run_due(rollcall.current_instant() - interval '2 hours');

delete from rollcall.generation_runs
where operation = 'weekly'
  and started_at >= rollcall.last_weekly_run_due(rollcall.current_instant() - interval '2 hours');
