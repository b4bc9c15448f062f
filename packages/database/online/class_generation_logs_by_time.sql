create index concurrently if not exists class_generation_logs_by_time
on public.class_generation_logs (trigger_time desc);
