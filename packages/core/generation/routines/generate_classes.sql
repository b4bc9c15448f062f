-- Fills the classes that are missing between two dates, for every student or one, logs it, and
-- answers {"created", "failed": [{"studentId", "sqlstate"}], "perStudent": [{"studentId", "created"}]}.
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
  students bigint[];
  created integer[];
  failed jsonb := '[]';
  each_student bigint;
  made integer;
  state text;
  said text;
  said_more text;
  place text;
begin
  begin
    select array_agg(i.student_id), array_agg(i.created) into students, created
    from rollcall.insert_missing_classes(p_from, p_to, p_now, p_student, p_backfilled_before) as i;
  exception when others then
    for each_student in
      select s.id from public.students as s where p_student is null or s.id = p_student order by s.id
    loop
      begin
        select sum(i.created) into made
        from rollcall.insert_missing_classes(p_from, p_to, p_now, each_student, p_backfilled_before) as i;
        if made > 0 then
          students := students || each_student;
          created := created || made;
        end if;
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

  -- Somebody asked for this student by name: the log answers, even when nothing was missing.
  if p_student is not null and students is null and failed = '[]' then
    students := array[p_student];
    created := array[0];
  end if;

  perform rollcall.log_generations(
    students, created, p_operation, format('%s to %s', p_from, p_to), p_now, started
  );

  return jsonb_build_object(
    'created', (select coalesce(sum(c), 0) from unnest(created) as c),
    'failed', failed,
    'perStudent', (
      select coalesce(jsonb_agg(
        jsonb_build_object('studentId', c.student_id, 'created', c.created) order by c.student_id
      ), '[]')
      from unnest(students, created) as c (student_id, created)
      where c.created > 0
    )
  );
end;
$$;
