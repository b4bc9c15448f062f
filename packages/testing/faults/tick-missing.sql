-- Somebody tidied up the jobs.
delete from cron.job where jobname = 'rollcall-weekly-tick';

-- undo
insert into cron.job (schedule, command, jobname)
values ('7 * * * *', 'select rollcall.weekly_tick()', 'rollcall-weekly-tick');
