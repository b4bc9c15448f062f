-- A row as the trigger writes it, without a later success: three hours ago, or at the student's
-- newest row where that is younger. Of rows of one instant the higher id is the later one.
with chosen as (
  select s.id
  from public.students as s
  where s.archived_at is null and s.end_date is null and s.paused_from is null
    and s.start_date <= rollcall.local_date(rollcall.current_instant())
  order by s.id
  offset 20
  limit 1
)
insert into public.class_generation_logs (
  student_id, operation, trigger_time, status, message, classes_created, duration_ms, error_details
)
select chosen.id, 'update',
       greatest(
         rollcall.current_instant() - interval '3 hours',
         (select max(l.trigger_time) from public.class_generation_logs as l where l.student_id = chosen.id)
       ),
       'failed', 'out of memory', 0, 812,
       jsonb_build_object(
         'sqlstate', '53200', 'message', 'out of memory', 'detail', 'Failed on request of size 1048576.',
         'context', 'PL/pgSQL function rollcall.follow_schedule(bigint,text,timestamp with time zone)'
       )
from chosen;
