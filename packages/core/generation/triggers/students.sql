create or replace trigger rollcall_generate_on_insert
after insert on public.students
for each row
execute function rollcall.generate_on_student_change();

-- Only for a change that matters to generation. As text the schedule can be compared whatever its
-- type, and whatever is in it.
create or replace trigger rollcall_generate_on_update
after update on public.students
for each row
when (
  (
    old.start_date, old.end_date, old.fixed_schedule::text, old.course_id,
    old.paused_from, old.paused_until, old.archived_at, old.schedule_effective_from
  ) is distinct from (
    new.start_date, new.end_date, new.fixed_schedule::text, new.course_id,
    new.paused_from, new.paused_until, new.archived_at, new.schedule_effective_from
  )
)
execute function rollcall.generate_on_student_change();

create or replace trigger rollcall_keep_students_with_classes
before delete on public.students
for each row
execute function rollcall.keep_students_with_classes();
