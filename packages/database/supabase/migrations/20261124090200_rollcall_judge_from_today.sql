-- Students who are there already are judged from today on, whatever their schedule was before.
insert into rollcall.schedule_versions (student_id, effective_from, stored)
select
  id,
  (
    coalesce(nullif(current_setting('rollcall.now', true), '')::timestamptz, now())
    at time zone (select school.timezone from rollcall.school)
  )::date,
  to_jsonb(fixed_schedule)
from public.students
on conflict (student_id, effective_from) do nothing;
