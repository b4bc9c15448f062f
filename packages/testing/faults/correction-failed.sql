-- A row as a correction of the whole school leaves it.
insert into public.class_generation_logs (operation, trigger_time, status, message, error_details)
values (
  'correction', rollcall.current_instant() - interval '10 minutes', 'failed', 'canceling statement due to statement timeout',
  '{"sqlstate": "57014", "message": "canceling statement due to statement timeout"}'
);

-- undo
-- The correction was run again, and nothing was missing.
insert into public.class_generation_logs (operation, trigger_time, status, message)
values ('correction', rollcall.current_instant(), 'success', '0 classes created, 0 changed, 0 removed for 0 students');
