-- As a guide for bulk loads says, and nobody put it back.
alter table public.classes set (autovacuum_enabled = false);

-- undo
alter table public.classes reset (autovacuum_enabled);
