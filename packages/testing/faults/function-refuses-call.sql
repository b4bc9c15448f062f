-- The database had the edge function called when the run was due, and it answered that the secret is wrong.
insert into rollcall.function_calls (request_id, path, requested_at, status, finished_at)
select 1, 'generate-weekly-classes', t.at, 401, t.at
from (select rollcall.current_instant() - interval '20 minutes' as at) as t;

-- undo
insert into rollcall.function_calls (request_id, path, requested_at, status, finished_at)
values (2, 'generate-weekly-classes', rollcall.current_instant(), 200, rollcall.current_instant());
