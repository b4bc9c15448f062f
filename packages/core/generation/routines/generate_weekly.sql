-- The weekly run: brings every student's classes from today to the end of next week to what the
-- schedules call for, and logs one summary row. One missed Monday heals itself. Answers what
-- generate_classes answers.
create or replace function rollcall.generate_weekly(p_now timestamptz)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  this_week constant date := rollcall.local_date(rollcall.last_weekly_run_due(p_now));
  result jsonb;
begin
  insert into rollcall.generation_runs as r (operation, week, started_at)
  values ('weekly', this_week, p_now)
  on conflict (operation, week) do update set started_at = excluded.started_at;

  result := rollcall.generate_classes(
    'scheduled', rollcall.local_date(p_now), rollcall.horizon(p_now), p_now
  );

  perform rollcall.log_generation(
    null, 'scheduled',
    case when jsonb_array_length(result -> 'failed') > 0 then 'partial' else 'success' end,
    format(
      '%s classes created, %s changed, %s removed for %s students', result ->> 'created',
      result ->> 'updated', result ->> 'removed', jsonb_array_length(result -> 'students')
    ),
    0, p_now, started
  );

  update rollcall.generation_runs
  set finished_at = p_now, classes_created = (result ->> 'created')::integer
  where operation = 'weekly' and week = this_week;

  return result;
end;
$$;
