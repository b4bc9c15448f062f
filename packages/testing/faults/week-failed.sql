-- The weekly run came when it was due and failed, which pg_cron alone noticed.
delete from public.class_generation_logs
where operation = 'scheduled'
  and trigger_time >= rollcall.last_weekly_run_due(rollcall.current_instant() - interval '2 hours');

delete from rollcall.generation_runs
where operation = 'weekly'
  and started_at >= rollcall.last_weekly_run_due(rollcall.current_instant() - interval '2 hours');

insert into public.class_generation_logs (operation, trigger_time, status, message, error_details)
values (
  'scheduled', rollcall.last_weekly_run_due(rollcall.current_instant() - interval '2 hours'), 'failed',
  'deadlock detected', '{"sqlstate": "40P01", "message": "deadlock detected"}'
);
