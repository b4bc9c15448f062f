-- The newest daily run, of three days ago, saw something.
with run as (
  insert into rollcall.runs (checklist, environment, now)
  values ('daily', 'production', rollcall.current_instant() - interval '3 days')
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;

-- undo
with run as (
  insert into rollcall.runs (checklist, environment, now)
  values ('daily', 'production', rollcall.current_instant() - interval '1 hour')
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;
