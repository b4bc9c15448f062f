-- What the triggers on students run. It acts as the owner, because whoever may write a student
-- need not be allowed to write classes; and whatever goes wrong is logged and never stops the
-- write to the student.
create or replace function rollcall.generate_on_student_change()
returns trigger
language plpgsql
security definer
set search_path = ''
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
  for attempt in 1..3 loop
    begin
      if tg_op = 'UPDATE' then
        if new.start_date < old.start_date then
          -- The first version held from the start; it still does when the start is put earlier.
          update rollcall.schedule_versions
          set effective_from = new.start_date
          where student_id = new.id and effective_from = old.start_date;
        end if;
        perform rollcall.remember_untaught_days(old, moment);
      end if;
      perform rollcall.follow_schedule(new.id, operation, moment);
      exit;
    exception when deadlock_detected then
      -- A run over all students was in the way; once this gave way, it goes on.
      if attempt = 3 then
        raise;
      end if;
    end;
  end loop;
  return null;
exception when others then
  get stacked diagnostics
    state = returned_sqlstate, said = message_text,
    said_more = pg_exception_detail, place = pg_exception_context;
  begin
    perform rollcall.log_generation_failure(
      new.id, operation, moment, clock_timestamp(), state, said, said_more, place
    );
  exception when others then
    raise warning 'rollcall: generation for student % failed and could not be logged: %', new.id, said;
  end;
  return null;
end;
$$;
