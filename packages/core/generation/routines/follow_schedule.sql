-- Brings one student's classes to the schedule in the student's row: records the version,
-- reconciles up to the horizon, and logs it. What the triggers on students do.
create or replace function rollcall.follow_schedule(
  p_student bigint,
  p_operation text,
  p_now timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  schedule record;
  outcome record;
begin
  select * into schedule from rollcall.take_up_schedule(p_student, p_operation, p_now, true);
  if not schedule.recorded then
    return;
  end if;

  select coalesce(sum(r.created), 0)::integer as created, coalesce(sum(r.updated), 0)::integer as updated,
         coalesce(sum(r.removed), 0)::integer as removed, coalesce(sum(r.orphaned), 0)::integer as orphaned
  into outcome
  from rollcall.reconcile_classes(
    schedule.fill_from, rollcall.horizon(p_now), p_now, p_student, '{}', schedule.schedule_before
  ) as r;

  perform rollcall.log_generation(
    p_student, p_operation, 'success',
    format('%s classes created, %s changed, %s removed', outcome.created, outcome.updated, outcome.removed)
      || case when outcome.orphaned > 0
           then format('; %s kept that the schedule no longer calls for', outcome.orphaned) else '' end,
    outcome.created, p_now, started, null, outcome.updated, outcome.removed
  );
end;
$$;
