-- A duplicate got in the way, and the index came back without what it was for.
-- squawk-ignore require-concurrent-index-deletion
drop index public.classes_occurrence_key;
-- squawk-ignore require-concurrent-index-creation
create index classes_occurrence_key
on public.classes (coalesce(origin_date, date), student_id, coalesce(origin_start_time, start_time));

-- undo
-- `migrate` builds it again.
-- squawk-ignore require-concurrent-index-deletion
drop index public.classes_occurrence_key;
