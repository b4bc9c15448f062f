-- $1: now. $2: environment. $3: by how many hours a checklist may be late. A run counts when it could
-- look at something.
with checklists (checklist, due_every, said) as (
  values
    ('daily', interval '1 day', 'every day'),
    ('weekly', interval '7 days', 'every week'),
    ('monthly', interval '31 days', 'every month')
),
runs as materialized (
  select r.checklist, r.now
  from rollcall.runs as r
  where r.environment = $2
    and r.now < $1::timestamptz
    and exists (
      select from rollcall.verdicts as v where v.run_id = r.id and v.state not in ('unknown', 'skipped')
    )
),
history as (
  select count(*) as runs, min(r.now) as first_run, max(r.now) as last_run from runs as r
),
newest as (
  select c.checklist, c.due_every, c.said, max(r.now) as ran_at
  from checklists as c
  left join runs as r on r.checklist = 'all' or c.checklist = any (string_to_array(r.checklist, ' '))
  group by c.checklist, c.due_every, c.said
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from checklists),
    'runs', h.runs,
    'firstRun', h.first_run,
    'lastRun', h.last_run,
    'lastRuns', (select jsonb_object_agg(n.checklist, n.ran_at) from newest as n)
  ) as evidence
  from history as h
)
select
  'checklist/' || n.checklist as key,
  case when n.checklist is not null then 'error' end as severity,
  case
    when n.ran_at is null then format(
      'The %s checklist has not run since the first run of any, on %s, though it is due %s: see whether its schedule is there.',
      n.checklist, to_char(h.first_run at time zone 'UTC', 'YYYY-MM-DD'), n.said
    )
    else format(
      'The %s checklist last ran on %s at %s UTC, though it is due %s: see whether its schedule still runs.',
      n.checklist, to_char(n.ran_at at time zone 'UTC', 'YYYY-MM-DD'), to_char(n.ran_at at time zone 'UTC', 'HH24:MI'), n.said
    )
  end as detail,
  jsonb_build_object('checklist', n.checklist, 'lastRun', n.ran_at) as subject,
  e.evidence
from evidence as e
cross join history as h
left join newest as n
  on $1::timestamptz - coalesce(n.ran_at, h.first_run) > n.due_every + $3::numeric * interval '1 hour'
order by n.due_every
