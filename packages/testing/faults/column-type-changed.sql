-- A migration of the application made whole milliseconds of them.
-- squawk-ignore changing-column-type, prefer-bigint-over-int
alter table public.class_generation_logs alter column duration_ms type integer;

-- undo
-- squawk-ignore changing-column-type
alter table public.class_generation_logs alter column duration_ms type numeric;
