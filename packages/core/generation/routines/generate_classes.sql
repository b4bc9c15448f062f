-- Fills the classes that are missing between two dates, for every student or one, logs it, and
-- answers {"created", "skipped", "students", "failed": [{"studentId", "sqlstate", "message"}]}.
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
  counts jsonb := '{}';
  failed jsonb := '[]';
  each_student bigint;
  state text;
  said text;
  said_more text;
  place text;
begin
  begin
    select coalesce(jsonb_object_agg(i.student_id, i.created), '{}') into counts
    from rollcall.insert_missing_classes(p_from, p_to, p_now, p_student, p_backfilled_before) as i;
  exception when others then
    for each_student in
      select s.id from public.students as s where p_student is null or s.id = p_student order by s.id
    loop
      begin
        counts := counts || coalesce((
          select jsonb_object_agg(i.student_id, i.created)
          from rollcall.insert_missing_classes(p_from, p_to, p_now, each_student, p_backfilled_before) as i
        ), '{}');
      exception when others then
        get stacked diagnostics
          state = returned_sqlstate, said = message_text,
          said_more = pg_exception_detail, place = pg_exception_context;
        failed := failed || jsonb_build_object(
          'studentId', each_student, 'sqlstate', state, 'message', said
        );
        perform rollcall.log_generation(
          each_student, p_operation, 'failed', said, 0, p_now, started,
          jsonb_build_object('sqlstate', state, 'message', said, 'detail', said_more, 'context', place)
        );
      end;
    end loop;
  end;

  perform rollcall.log_generation(
    c.key::bigint, p_operation, 'success',
    format('%s classes created, %s to %s', c.value, p_from, p_to), c.value::integer, p_now, started
  )
  from jsonb_each_text(counts) as c
  order by c.key::bigint;

  -- Somebody asked for this student by name: the log answers, even when nothing was missing.
  if p_student is not null and counts = '{}' and failed = '[]' then
    perform rollcall.log_generation(
      p_student, p_operation, 'success', format('nothing missing, %s to %s', p_from, p_to), 0, p_now, started
    );
  end if;

  return jsonb_build_object(
    'created', (select coalesce(sum(c.value::integer), 0) from jsonb_each_text(counts) as c),
    'students', (select count(*) from jsonb_object_keys(counts)),
    'failed', failed,
    'perStudent', (
      select coalesce(jsonb_agg(
        jsonb_build_object('studentId', c.key::bigint, 'created', c.value::integer) order by c.key::bigint
      ), '[]')
      from jsonb_each_text(counts) as c
    )
  );
end;
$$;
