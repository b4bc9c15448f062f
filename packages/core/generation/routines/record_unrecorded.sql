-- Records the schedules that no version does yet: triggers were off, or the students were there
-- before Rollcall. Answers {"unrecorded": [ids], "failed": [{"studentId", "sqlstate"}]}, who is left,
-- and of whom it failed. That a schedule can't be read is logged where p_logged.
create or replace function rollcall.record_unrecorded(
  p_operation text,
  p_now timestamptz,
  p_student bigint,
  p_logged boolean
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  zone constant text := (select school.timezone from rollcall.school);
  unrecorded bigint[] := '{}'::bigint[];
  failed jsonb := jsonb '[]';
  each_student bigint;
  state text;
  said text;
  said_more text;
  place text;
begin
  -- Many at once, after an adoption: recorded, and not read yet. If somebody is in the way, one by one.
  begin
    update rollcall.schedule_versions as v
    set schedule = read.schedule
    from (
      select u.student_id, u.effective_from,
             rollcall.kept_schedule(rollcall.normalise_schedule(u.stored, zone)) as schedule
      from rollcall.schedule_versions as u
      where u.schedule is null and u.stored is not null
        and (p_student is null or u.student_id = p_student)
      offset 0
    ) as read
    where v.student_id = read.student_id
      and v.effective_from = read.effective_from
      and read.schedule <> 'null';
  exception when lock_not_available or deadlock_detected then
    null;
  end;

  foreach each_student in array rollcall.unrecorded_changes(p_student) loop
    begin
      if not (select t.recorded from rollcall.take_up_schedule(each_student, p_operation, p_now, p_logged) as t) then
        unrecorded := unrecorded || each_student;
      end if;
    exception when lock_not_available or deadlock_detected then
      unrecorded := unrecorded || each_student;
      perform rollcall.log_generation(
        each_student, p_operation, 'skipped', 'another transaction is changing the student', 0, p_now, started
      );
    when assert_failure or others then
      get stacked diagnostics
        state = returned_sqlstate, said = message_text,
        said_more = pg_exception_detail, place = pg_exception_context;
      unrecorded := unrecorded || each_student;
      failed := failed || jsonb_build_object('studentId', each_student, 'sqlstate', state);
      perform rollcall.log_generation_failure(
        each_student, p_operation, p_now, started, state, said, said_more, place
      );
    end;
  end loop;
  return jsonb_build_object('unrecorded', unrecorded, 'failed', failed);
end;
$$;
