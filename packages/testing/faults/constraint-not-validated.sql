-- Added so as not to lock anybody out, and never validated.
alter table public.classes
add constraint classes_length check (duration_minutes between 5 and 600) not valid;

-- undo
-- squawk-ignore constraint-missing-not-valid
alter table public.classes validate constraint classes_length;
