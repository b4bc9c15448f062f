-- Brings one student's classes to what the student's row says: records the schedule, reconciles up to
-- the horizon, and logs it. What the triggers on students do. Where the schedule can't be read, what
-- else the row says, such as an end, is followed all the same.
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
  last_date constant date := rollcall.horizon(p_now);
  first_date date;
  schedule record;
  outcome record;
begin
  select * into schedule from rollcall.take_up_schedule(p_student, p_operation, p_now, true);
  first_date := case when schedule.recorded then schedule.fill_from else rollcall.local_date(p_now) end;

  select coalesce(sum(r.created), 0)::integer as created, coalesce(sum(r.updated), 0)::integer as updated,
         coalesce(sum(r.removed), 0)::integer as removed, coalesce(sum(r.orphaned), 0)::integer as orphaned,
         coalesce(sum(r.refused), 0)::integer as refused
  into outcome
  from rollcall.reconcile_classes(
    first_date, last_date, p_now, p_student, case when schedule.recorded then '{}'::bigint[] end
  ) as r;

  if outcome.refused > 0 then
    -- Another run may have been faster: then the class is there.
    select count(*)::integer into outcome.refused
    from rollcall.missing_classes(first_date, last_date, p_now, p_student);
  end if;

  if schedule.recorded or outcome.created + outcome.updated + outcome.removed > 0 then
    perform rollcall.log_generation(
      p_student, p_operation,
      case when schedule.recorded and outcome.refused = 0 then 'success' else 'partial' end,
      format('%s classes created, %s changed, %s removed', outcome.created, outcome.updated, outcome.removed)
        || case when outcome.orphaned > 0
             then format('; %s kept that the schedule no longer calls for', outcome.orphaned) else '' end
        || case when outcome.refused > 0
             then format('; %s refused by a unique key of the application', outcome.refused) else '' end,
      outcome.created, p_now, started,
      case when outcome.refused > 0 then jsonb_build_object('sqlstate', '23505', 'refused', outcome.refused) end,
      outcome.updated, outcome.removed
    );
  end if;
end;
$$;
