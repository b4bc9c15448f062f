-- The weekly run: fills every student's classes from today to the end of next week, follows
-- schedule changes that no trigger saw, and logs one summary row. One missed Monday heals itself.
-- Answers what generate_classes answers.
create or replace function rollcall.generate_weekly(p_now timestamptz)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  this_week constant date := rollcall.local_date(rollcall.last_weekly_run_due(p_now));
  result jsonb;
  followed jsonb := '[]';
  failed jsonb := '[]';
  each_student bigint;
  made integer;
  state text;
  said text;
  said_more text;
  place text;
begin
  insert into rollcall.generation_runs as r (operation, week, started_at)
  values ('weekly', this_week, p_now)
  on conflict (operation, week) do update set started_at = excluded.started_at;

  for each_student in
    select s.id
    from public.students as s
    left join lateral (
      select v.stored from rollcall.schedule_versions as v
      where v.student_id = s.id and v.effective_until is null
    ) as newest on true
    where s.archived_at is null
      and s.start_date is not null
      and s.fixed_schedule is not null
      and newest.stored is distinct from to_jsonb(s.fixed_schedule)
    order by s.id
  loop
    begin
      made := rollcall.follow_schedule(each_student, 'scheduled', p_now);
      if made > 0 then
        followed := followed || jsonb_build_object('studentId', each_student, 'created', made);
      end if;
    exception when others then
      get stacked diagnostics
        state = returned_sqlstate, said = message_text,
        said_more = pg_exception_detail, place = pg_exception_context;
      failed := failed || jsonb_build_object('studentId', each_student, 'sqlstate', state);
      perform rollcall.log_generation_failure(
        each_student, 'scheduled', p_now, started, state, said, said_more, place
      );
    end;
  end loop;

  result := rollcall.generate_classes(
    'scheduled', rollcall.local_date(p_now), rollcall.horizon(p_now), p_now
  );

  result := jsonb_build_object(
    'created', (result ->> 'created')::integer
      + (select coalesce(sum((f ->> 'created')::integer), 0) from jsonb_array_elements(followed) as f),
    'failed', failed || (result -> 'failed'),
    'perStudent', followed || (result -> 'perStudent')
  );

  perform rollcall.log_generation(
    null, 'scheduled',
    case when jsonb_array_length(result -> 'failed') > 0 then 'partial' else 'success' end,
    format('%s classes created for %s students', result ->> 'created', jsonb_array_length(result -> 'perStudent')),
    0, p_now, started
  );

  update rollcall.generation_runs
  set finished_at = p_now, classes_created = (result ->> 'created')::integer
  where operation = 'weekly' and week = this_week;

  return result;
end;
$$;
