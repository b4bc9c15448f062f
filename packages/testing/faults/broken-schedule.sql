-- Only the data are wrong: the trigger rests, as it does when an import switches triggers off.
alter table public.students disable trigger rollcall_generate_on_update;

update public.students
set fixed_schedule = '[{"day": "someday", "start_time": "25:00", "duration_minutes": 60}]'
where id = (
  select s.id
  from public.students as s
  where s.archived_at is null and s.end_date is null and s.paused_from is null
    and s.start_date <= rollcall.local_date(rollcall.current_instant())
  order by s.id
  offset 10
  limit 1
);

alter table public.students enable trigger rollcall_generate_on_update;

-- undo
-- What the student's schedule was is in its versions.
update public.students as s
set fixed_schedule = v.stored
from rollcall.schedule_versions as v
where v.student_id = s.id and v.effective_until is null and s.fixed_schedule::text like '%someday%';
