-- Brings the classes between two dates to what the schedules call for, for every student or one:
-- records first what no version does, then reconciles, logs it, and answers {"created", "updated",
-- "removed", "failed": [{"studentId", "sqlstate"}], "students": [ids], "createdEach": [counts]}, the
-- last two of those whose classes it changed.
-- All students go in one statement; only if that fails they go one by one, so that a bad one never
-- stops the others. It waits for nobody for long: who is in the way is changing students, whose
-- trigger generates, and might be waiting for this run in turn. Those students are logged as skipped.
create or replace function rollcall.generate_classes(
  p_operation text,
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null,
  p_backfilled_before date default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  reading jsonb;
  unrecorded bigint[];
  failed jsonb;
  students bigint[] := '{}'::bigint[];
  created integer[] := '{}'::integer[];
  updated integer[] := '{}'::integer[];
  removed integer[] := '{}'::integer[];
  refused integer[] := '{}'::integer[];
  each_student bigint;
  outcome record;
  total record;
  state text;
  said text;
  said_more text;
  place text;
  waits integer := 0;
  patience constant text := current_setting('lock_timeout');
begin
  perform rollcall.wait_at_most(500);
  reading := rollcall.record_unrecorded(
    p_operation, p_now, p_student, p_operation = 'scheduled' or p_student is not null
  );
  unrecorded := array(select jsonb_array_elements_text(reading -> 'unrecorded')::bigint);
  failed := reading -> 'failed';

  begin
    select coalesce(array_agg(r.student_id), '{}'), coalesce(array_agg(r.created), '{}'),
           coalesce(array_agg(r.updated), '{}'), coalesce(array_agg(r.removed), '{}'),
           coalesce(array_agg(r.refused), '{}')
    into students, created, updated, removed, refused
    from rollcall.reconcile_classes(
      p_from, p_to, p_now, p_student, unrecorded, p_backfilled_before
    ) as r
    where r.created + r.updated + r.removed + r.refused > 0;
  exception when assert_failure or others then
    for each_student in
      select s.id from public.students as s where p_student is null or s.id = p_student order by s.id
    loop
      begin
        for outcome in
          select * from rollcall.reconcile_classes(
            p_from, p_to, p_now, each_student, unrecorded, p_backfilled_before
          ) as r
          where r.created + r.updated + r.removed + r.refused > 0
        loop
          students := students || each_student;
          created := created || outcome.created;
          updated := updated || outcome.updated;
          removed := removed || outcome.removed;
          refused := refused || outcome.refused;
        end loop;
      exception when lock_not_available or deadlock_detected then
        perform rollcall.log_generation(
          each_student, p_operation, 'skipped', 'another transaction is changing the student', 0, p_now, started
        );
        waits := waits + 1;
        -- Ten seconds are enough for whoever holds many.
        if waits = 20 then
          perform rollcall.wait_at_most(1);
        end if;
      when assert_failure or others then
        get stacked diagnostics
          state = returned_sqlstate, said = message_text,
          said_more = pg_exception_detail, place = pg_exception_context;
        failed := failed || jsonb_build_object('studentId', each_student, 'sqlstate', state);
        perform rollcall.log_generation_failure(
          each_student, p_operation, p_now, started, state, said, said_more, place
        );
      end;
    end loop;
  end;
  perform set_config('lock_timeout', patience, true);

  select coalesce(sum(c.created), 0) as created, coalesce(sum(c.updated), 0) as updated,
         coalesce(sum(c.removed), 0) as removed,
         coalesce(array_agg(c.student_id) filter (where c.refused > 0), '{}') as refused
  into total
  from unnest(students, created, updated, removed, refused) as c (student_id, created, updated, removed, refused);

  foreach each_student in array total.refused loop
    -- Another run may have been faster: then the class is there.
    continue when not exists (
      select from rollcall.missing_classes(p_from, p_to, p_now, each_student)
    );
    failed := failed || jsonb_build_object('studentId', each_student, 'sqlstate', '23505');
    perform rollcall.log_generation_failure(
      each_student, p_operation, p_now, started, '23505',
      'a unique key of the application refuses a class that the schedule calls for', null, null
    );
  end loop;

  -- Somebody asked for this student by name: the log answers, even when there was nothing to do.
  if p_student is not null and students = '{}' and failed = '[]' and p_student <> all (unrecorded) then
    students := array[p_student];
    created := '{0}';
    updated := '{0}';
    removed := '{0}';
  end if;

  perform rollcall.log_generations(
    students, created, updated, removed, p_operation, format('%s to %s', p_from, p_to), p_now, started
  );

  return jsonb_build_object(
    'created', total.created,
    'updated', total.updated,
    'removed', total.removed,
    'failed', failed,
    'students', to_jsonb(students),
    'createdEach', to_jsonb(created)
  );
end;
$$;
