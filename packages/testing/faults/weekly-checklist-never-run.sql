-- For twelve days the daily one has run, and no other.
with run as (
  insert into rollcall.runs (checklist, environment, now)
  select 'daily', 'production', rollcall.current_instant() - n * interval '1 day'
  from generate_series(1, 12) as n
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;

-- undo
with run as (
  insert into rollcall.runs (checklist, environment, now)
  values ('weekly', 'production', rollcall.current_instant() - interval '1 hour')
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;
