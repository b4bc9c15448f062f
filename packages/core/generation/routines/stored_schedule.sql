-- A student's fixed_schedule as jsonb, whatever the type of the column. JSON that jsonb can't hold,
-- such as a null character, becomes a string: the normaliser says what is wrong with it.
create or replace function rollcall.stored_schedule(p_student public.students)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return to_jsonb(p_student.fixed_schedule);
exception when data_exception then
  return to_jsonb(p_student.fixed_schedule::text);
end;
$$;
