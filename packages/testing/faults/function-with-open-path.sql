-- It looks its names up wherever its caller says; nobody but its owner may call it.
create function public.reminder_text(p_student_id bigint)
returns text
language sql
stable
as $$ select format('Student %s has a class tomorrow.', p_student_id) $$;

revoke execute on function public.reminder_text(bigint) from public;

-- undo
alter function public.reminder_text(bigint) set search_path = '';
