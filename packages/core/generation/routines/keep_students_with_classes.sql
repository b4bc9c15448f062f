-- Stands for the foreign key that classes don't have: a student with classes can't be deleted.
-- Where an application's own foreign key is there, that one decides.
create or replace function rollcall.keep_students_with_classes()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (
    select from pg_catalog.pg_constraint as f
    where f.contype = 'f'
      and f.conrelid = 'public.classes'::regclass
      and f.confrelid = 'public.students'::regclass
  ) and exists (
    select from public.classes as c where c.student_id = old.id
  ) then
    raise exception 'student % has classes', old.id
      using errcode = 'foreign_key_violation', hint = 'Set archived_at instead of deleting the student.';
  end if;
  return old;
end;
$$;
