-- Writes one row of public.class_generation_logs.
create or replace function rollcall.log_generation(
  p_student bigint,
  p_operation text,
  p_status text,
  p_message text,
  p_created integer,
  p_now timestamptz,
  p_started timestamptz,
  p_details jsonb default null,
  p_updated integer default 0,
  p_removed integer default 0
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  words public.class_generation_logs;
begin
  -- An application may keep these two as enums of its own, to which text is not assigned.
  words := jsonb_populate_record(
    null::public.class_generation_logs, jsonb_build_object('operation', p_operation, 'status', p_status)
  );
  insert into public.class_generation_logs (
    student_id, operation, trigger_time, status, message,
    classes_created, classes_updated, classes_removed, duration_ms, error_details
  )
  values (
    p_student, words.operation, p_now, words.status, p_message,
    p_created, p_updated, p_removed,
    round((extract(epoch from clock_timestamp() - p_started) * 1000)::numeric, 3), p_details
  );
exception when assert_failure or others then
  -- A log that an application's own constraint, enum or trigger refuses must not stop the classes.
  raise warning 'rollcall: a generation could not be logged: SQLSTATE %', sqlstate;
end;
$$;
