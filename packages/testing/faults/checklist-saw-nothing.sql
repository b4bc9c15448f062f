-- Three days ago it could look; since then it runs, and may read nothing.
with run as (
  insert into rollcall.runs (checklist, environment, now)
  values ('daily', 'production', rollcall.current_instant() - interval '3 days')
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;

with run as (
  insert into rollcall.runs (checklist, environment, now)
  select 'daily', 'production', rollcall.current_instant() - n * interval '1 day'
  from generate_series(1, 2) as n
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'unknown', '{}' from run;

-- undo
with run as (
  insert into rollcall.runs (checklist, environment, now)
  values ('daily', 'production', rollcall.current_instant() - interval '1 hour')
  returning id
)
insert into rollcall.verdicts (run_id, check_id, state, verdict)
select run.id, 'missing-classes', 'pass', '{}' from run;
