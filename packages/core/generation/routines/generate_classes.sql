-- Brings the classes between two dates to what the schedules call for, for every student or one:
-- records first what no version does, then reconciles, logs it, and answers {"created", "updated",
-- "removed", "failed": [{"studentId", "sqlstate"}], "students": [ids], "createdEach": [counts]}, the
-- last two of those whose classes it changed.
-- All students go in one statement; only if that fails they go one by one, so that a bad one
-- never stops the others.
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
  reading constant jsonb := rollcall.record_unrecorded(
    p_operation, p_now, p_student, p_operation = 'scheduled' or p_student is not null
  );
  unrecorded constant bigint[] := array(select jsonb_array_elements_text(reading -> 'unrecorded')::bigint);
  failed jsonb := reading -> 'failed';
  students bigint[] := '{}';
  created integer[] := '{}';
  updated integer[] := '{}';
  removed integer[] := '{}';
  each_student bigint;
  outcome record;
  state text;
  said text;
  said_more text;
  place text;
begin
  begin
    select coalesce(array_agg(r.student_id), '{}'), coalesce(array_agg(r.created), '{}'),
           coalesce(array_agg(r.updated), '{}'), coalesce(array_agg(r.removed), '{}')
    into students, created, updated, removed
    from rollcall.reconcile_classes(
      p_from, p_to, p_now, p_student, unrecorded, null, p_backfilled_before
    ) as r
    where r.created + r.updated + r.removed > 0;
  exception when others then
    for each_student in
      select s.id from public.students as s where p_student is null or s.id = p_student order by s.id
    loop
      begin
        for outcome in
          select * from rollcall.reconcile_classes(
            p_from, p_to, p_now, each_student, unrecorded, null, p_backfilled_before
          ) as r
          where r.created + r.updated + r.removed > 0
        loop
          students := students || each_student;
          created := created || outcome.created;
          updated := updated || outcome.updated;
          removed := removed || outcome.removed;
        end loop;
      exception when others then
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
    'created', (select coalesce(sum(c), 0) from unnest(created) as c),
    'updated', (select coalesce(sum(c), 0) from unnest(updated) as c),
    'removed', (select coalesce(sum(c), 0) from unnest(removed) as c),
    'failed', failed,
    'students', to_jsonb(students),
    'createdEach', to_jsonb(created)
  );
end;
$$;
