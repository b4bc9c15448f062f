-- One log row for each of many students whose classes one run changed, in one statement. The run's
-- duration is shared among them.
create or replace function rollcall.log_generations(
  p_students bigint[],
  p_created integer[],
  p_updated integer[],
  p_removed integer[],
  p_operation text,
  p_period text,
  p_now timestamptz,
  p_started timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  duration constant numeric := round(
    (extract(epoch from clock_timestamp() - p_started) * 1000)::numeric
      / greatest(cardinality(p_students), 1), 3
  );
  words public.class_generation_logs;
begin
  -- An application may keep these two as enums of its own, to which text is not assigned.
  words := jsonb_populate_record(
    null::public.class_generation_logs, jsonb_build_object('operation', p_operation, 'status', 'success')
  );
  insert into public.class_generation_logs (
    student_id, operation, trigger_time, status, message,
    classes_created, classes_updated, classes_removed, duration_ms
  )
  select m.student_id, words.operation, p_now, words.status,
         concat(m.created, ' classes created, ', m.updated, ' changed, ', m.removed, ' removed, ', p_period),
         m.created, m.updated, m.removed, duration
  from unnest(p_students, p_created, p_updated, p_removed) as m (student_id, created, updated, removed);
exception when assert_failure or others then
  -- A log that an application's own constraint, enum or trigger refuses must not stop the classes.
  raise warning 'rollcall: a generation could not be logged: SQLSTATE %', sqlstate;
end;
$$;
