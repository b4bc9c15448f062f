-- Without the unique index: the coming classes of the student of the second lowest id who has at
-- least two, and one of the past, where the teacher found the copy and marked that as held.
-- squawk-ignore require-concurrent-index-deletion
drop index public.classes_occurrence_key;

with held as (
  select distinct on (h.student_id) h.student_id, h.id
  from public.classes as h
  where h.status = 'completed'
    and h.payment_status = 'unpaid'
    and (h.date, h.start_time) = (h.origin_date, h.origin_start_time)
  order by h.student_id, h.starts_at desc, h.id desc
),
chosen as (
  select h.student_id, h.id as held_id
  from public.classes as u
  join held as h on h.student_id = u.student_id
  where rollcall.is_untouched(u, rollcall.current_instant())
  group by h.student_id, h.id
  having count(*) >= 2
  order by h.student_id
  offset 1
  limit 1
),
copied as (
  insert into public.classes (
    student_id, course_id, date, start_time, duration_minutes, timezone, status, created_at
  )
  select c.student_id, c.course_id, c.date, c.start_time, c.duration_minutes, c.timezone, c.status,
         rollcall.current_instant()
  from public.classes as c
  join chosen on chosen.student_id = c.student_id
  where c.id = chosen.held_id or rollcall.is_untouched(c, rollcall.current_instant())
)
-- Nobody ever touched the older one of the past. That generation wrote it keeps the trigger out.
update public.classes as c
set status = 'scheduled', edited_at = null, generated_at = c.generated_at + interval '1 microsecond'
from chosen
where c.student_id = chosen.student_id and c.id = chosen.held_id;
