-- Without the unique index: an import booked a class that was paid once more, and that was paid too.
-- squawk-ignore require-concurrent-index-deletion
drop index public.classes_occurrence_key;

insert into public.classes (
  student_id, course_id, date, start_time, duration_minutes, timezone, status, payment_status, created_at
)
select c.student_id, c.course_id, c.date, c.start_time, c.duration_minutes, c.timezone, c.status, c.payment_status,
       rollcall.current_instant()
from public.classes as c
where c.payment_status = 'paid' and (c.date, c.start_time) = (c.origin_date, c.origin_start_time)
order by c.date desc, c.id
limit 1;

-- undo
-- A person judged: the import's goes.
delete from public.classes where payment_status = 'paid' and created_at = rollcall.current_instant();
