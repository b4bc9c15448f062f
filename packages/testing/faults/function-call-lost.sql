-- The worker of pg_net had died, and nobody ever sent what was queued.
insert into rollcall.function_calls (request_id, path, requested_at)
values (1, 'generate-weekly-classes', rollcall.current_instant() - interval '20 minutes');

-- undo
insert into rollcall.function_calls (request_id, path, requested_at, status, finished_at)
values (2, 'generate-weekly-classes', rollcall.current_instant(), 200, rollcall.current_instant());
