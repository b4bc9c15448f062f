create or replace trigger rollcall_generate_on_insert
after insert on public.students
for each row
execute function rollcall.generate_on_student_change();

-- Only for a change that matters to generation.
create or replace trigger rollcall_generate_on_update
after update on public.students
for each row
when (
  (
    old.start_date, old.end_date, to_jsonb(old.fixed_schedule), old.course_id,
    old.paused_from, old.paused_until, old.archived_at
  ) is distinct from (
    new.start_date, new.end_date, to_jsonb(new.fixed_schedule), new.course_id,
    new.paused_from, new.paused_until, new.archived_at
  )
)
execute function rollcall.generate_on_student_change();

create or replace trigger rollcall_keep_students_with_classes
before delete on public.students
for each row
execute function rollcall.keep_students_with_classes();
