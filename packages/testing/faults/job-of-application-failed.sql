-- What pg_cron wrote down of the newest run.
insert into cron.job_run_details (jobid, status, return_message, start_time)
select j.jobid, 'failed', 'ERROR: function public.send_reminders() does not exist', rollcall.current_instant() - interval '5 minutes'
from cron.job as j where j.jobname = 'send-reminders';

-- undo
insert into cron.job_run_details (jobid, status, start_time)
select j.jobid, 'succeeded', rollcall.current_instant()
from cron.job as j where j.jobname = 'send-reminders';
