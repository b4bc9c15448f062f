-- What the triggers on students run. It acts as the owner, because whoever may write a student
-- need not be allowed to write classes; and whatever goes wrong is logged and never stops the
-- write to the student. It waits for nobody for long, and twice at most: who is in the way may be a run
-- that waits for this transaction in turn. The next run sets right what it could not.
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
  perform rollcall.wait_at_most(2000);
  -- Apart from the rest: if that fails, the days must not be forgotten.
  perform rollcall.remember_untaught_days(old, new, moment);

  for attempt in 1..2 loop
    begin
      perform rollcall.follow_schedule(new.id, operation, moment);
      exit;
    exception when assert_failure or others then
      get stacked diagnostics
        state = returned_sqlstate, said = message_text,
        said_more = pg_exception_detail, place = pg_exception_context;
      continue when attempt = 1 and state in ('55P03', '40P01');
      perform rollcall.log_generation_failure(
        new.id, operation, moment, clock_timestamp(), state, said, said_more, place
      );
      exit;
    end;
  end loop;
  return null;
exception when assert_failure or others then
  raise warning 'rollcall: generation for student % failed and could not be logged: SQLSTATE %', new.id, sqlstate;
  return null;
end;
$$;
