-- Logs that generation failed for a student, with all that Postgres said of it. The row is the only
-- place for that: it may hold personal data, and nothing passes it on.
create or replace function rollcall.log_generation_failure(
  p_student bigint,
  p_operation text,
  p_now timestamptz,
  p_started timestamptz,
  p_sqlstate text,
  p_message text,
  p_detail text,
  p_context text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform rollcall.log_generation(
    p_student, p_operation, 'failed', p_message, 0, p_now, p_started,
    jsonb_build_object(
      'sqlstate', p_sqlstate, 'message', p_message, 'detail', p_detail, 'context', p_context
    )
  );
end;
$$;
