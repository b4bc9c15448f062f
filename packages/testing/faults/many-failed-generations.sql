-- A release of the application broke what generation calls: thirty students failed one after the other.
insert into public.class_generation_logs (
  student_id, operation, trigger_time, status, message, classes_created, duration_ms, error_details
)
select s.id, 'update', greatest(rollcall.current_instant() - interval '20 minutes', s.logged_at), 'failed',
       'permission denied for table courses', 0, 3,
       jsonb_build_object('sqlstate', '42501', 'message', 'permission denied for table courses')
from (
  select t.id, (select max(l.trigger_time) from public.class_generation_logs as l where l.student_id = t.id) as logged_at
  from public.students as t
  where t.archived_at is null and t.end_date is null and t.paused_from is null
    and t.start_date <= rollcall.local_date(rollcall.current_instant())
  order by t.id
  limit 30
) as s;
