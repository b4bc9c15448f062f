create or replace trigger rollcall_generate_on_insert
after insert on public.students
for each row
execute function rollcall.generate_on_student_change();

-- Only for a change that matters to generation. As text the schedule can be compared whatever its
-- type, and whatever is in it. Column by column, because Postgres words a comparison of rows otherwise
-- when a dump of it is restored.
create or replace trigger rollcall_generate_on_update
after update on public.students
for each row
when (
  old.start_date is distinct from new.start_date
  or old.end_date is distinct from new.end_date
  or old.fixed_schedule::text is distinct from new.fixed_schedule::text
  or old.course_id is distinct from new.course_id
  or old.paused_from is distinct from new.paused_from
  or old.paused_until is distinct from new.paused_until
  or old.archived_at is distinct from new.archived_at
  or old.schedule_effective_from is distinct from new.schedule_effective_from
)
execute function rollcall.generate_on_student_change();

create or replace trigger rollcall_keep_students_with_classes
before delete on public.students
for each row
execute function rollcall.keep_students_with_classes();
