create index concurrently if not exists class_generation_logs_by_student
on public.class_generation_logs (student_id, trigger_time desc);
