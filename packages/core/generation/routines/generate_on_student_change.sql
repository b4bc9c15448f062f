-- What the triggers on students run. It acts as the owner, because whoever may write a student
-- need not be allowed to write classes; and whatever goes wrong is logged and never stops the
-- write to the student. It waits for nobody for long: the next run sets right what it could not.
create or replace function rollcall.generate_on_student_change()
returns trigger
language plpgsql
security definer
set search_path = ''
set lock_timeout = '2s'
as $$
declare
  operation constant text := lower(tg_op);
  moment timestamptz;
  state text;
  said text;
  said_more text;
  place text;
begin
  moment := rollcall.current_instant();
  -- Apart from the rest: if that fails, the days must not be forgotten.
  perform rollcall.remember_untaught_days(old, new, moment);

  begin
    perform rollcall.follow_schedule(new.id, operation, moment);
  exception when others then
    get stacked diagnostics
      state = returned_sqlstate, said = message_text,
      said_more = pg_exception_detail, place = pg_exception_context;
    perform rollcall.log_generation_failure(
      new.id, operation, moment, clock_timestamp(), state, said, said_more, place
    );
  end;
  return null;
exception when others then
  raise warning 'rollcall: generation for student % failed and could not be logged: SQLSTATE %', new.id, sqlstate;
  return null;
end;
$$;
