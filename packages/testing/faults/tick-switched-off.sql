-- It was to rest for the time of a migration.
update cron.job set active = false where jobname = 'rollcall-weekly-tick';

-- undo
update cron.job set active = true where jobname = 'rollcall-weekly-tick';
