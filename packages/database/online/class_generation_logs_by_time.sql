-- Led by the time: the rows of a run, one for each student, then fill neighbouring pages. Led by the
-- student, each weekly run would write every page again.
create index concurrently if not exists class_generation_logs_by_time
on public.class_generation_logs (trigger_time, student_id);
