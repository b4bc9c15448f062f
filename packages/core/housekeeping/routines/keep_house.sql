-- Deletes what Rollcall and the scheduler remember for longer than anybody looks back; the schedule calls
-- it daily. The history of the looks (runs with their verdicts, metrics) is kept for 400 days, as table
-- sizes are; the logs of what was started (pg_cron's own, calls of the function) for 31 days. What proves
-- something stays for ever: remedies, archived classes, and what generation judges the past by. So does,
-- however old, the newest run of each checklist, the newest that saw something, and the newest run of each
-- job. Answers how many rows went; `jobRuns` is null where there is no log of pg_cron that may be cleaned.
create or replace function rollcall.keep_house(p_now timestamptz default rollcall.current_instant())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  history_ends constant timestamptz := p_now - interval '400 days';
  logs_end constant timestamptz := p_now - interval '31 days';
  -- More than a job that runs every second writes in a day, and deleted within seconds.
  most constant integer := 100000;
  runs bigint;
  metrics bigint;
  calls bigint;
begin
  perform rollcall.keep_call_outcomes();

  delete from rollcall.runs as r
  where r.id = any (array(
    select o.id
    from rollcall.runs as o
    cross join lateral (
      select exists (
        select from rollcall.verdicts as v where v.run_id = o.id and v.state not in ('unknown', 'skipped')
      ) as saw
    ) as s
    where o.now < history_ends
      and exists (
        select from rollcall.runs as n
        where n.environment = o.environment and n.checklist = o.checklist and (n.now, n.id) > (o.now, o.id)
          and (
            not s.saw
            or exists (
              select from rollcall.verdicts as v where v.run_id = n.id and v.state not in ('unknown', 'skipped')
            )
          )
      )
    order by o.now
    -- Each takes its verdicts, some twenty, with it.
    limit most / 20
  ));
  get diagnostics runs = row_count;

  delete from rollcall.metrics as m
  using (
    select o.environment, o.metric, o.measured_at
    from rollcall.metrics as o
    where o.measured_at < history_ends
    order by o.measured_at
    limit most
  ) as old
  where m.environment = old.environment and m.metric = old.metric and m.measured_at = old.measured_at;
  get diagnostics metrics = row_count;

  delete from rollcall.function_calls as c
  where c.id = any (array(
    select o.id from rollcall.function_calls as o where o.requested_at < logs_end order by o.id limit most
  ));
  get diagnostics calls = row_count;

  return jsonb_build_object(
    'runs', runs, 'metrics', metrics, 'calls', calls, 'jobRuns', rollcall.clean_job_log(logs_end, most)
  );
end;
$$;
