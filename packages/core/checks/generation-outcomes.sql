-- $1: now. $2: the start of the window. $3: the share of failed rows from which on it is a finding.
with period as materialized (
  select least($2::timestamptz, rollcall.last_weekly_run_due($1::timestamptz)) as since
),
logs as materialized (
  select
    l.id, l.student_id, l.duration_ms,
    -- In an application's table it may be a time without a zone, which is UTC, an enum without our
    -- words, and any text, which is not for quoting.
    l.trigger_time::timestamptz as trigger_time,
    rollcall.quotable(l.operation::text) as operation,
    coalesce(substring(l.status::text from '^[A-Za-z0-9_-]{1,40}$'), 'unnamed') as status
  from public.class_generation_logs as l
  cross join period as p
  where l.trigger_time >= p.since and l.trigger_time <= $1
),
whole_school as (
  select distinct on (l.operation) l.operation, l.status, l.trigger_time, l.id
  from logs as l
  where l.student_id is null
  order by l.operation, l.trigger_time desc, l.id desc
),
shares as (
  select l.operation, count(*) as rows, count(*) filter (where l.status = 'failed') as failed
  from logs as l
  where l.student_id is not null
  group by l.operation
),
findings as (
  select
    'run/' || w.operation as key,
    case when w.status = 'failed' then 'error' else 'warning' end as severity,
    format('The newest whole-school run (%s) ended %s; see row %s of class_generation_logs.', w.operation, w.status, w.id) as detail,
    jsonb_build_object('operation', w.operation, 'logId', w.id) as subject
  from whole_school as w
  where w.status in ('failed', 'partial')
  union all
  select
    'operation/' || s.operation,
    'error',
    format('%s of %s generations (%s) failed, more than %s%%.', s.failed, s.rows, s.operation, trim_scale($3::numeric * 100)),
    jsonb_build_object('operation', s.operation, 'failed', s.failed, 'rows', s.rows)
  from shares as s
  where s.failed >= 2 and s.failed > s.rows * $3::numeric
),
by_outcome as (
  select l.operation, l.status, count(*) as rows from logs as l group by l.operation, l.status
),
evidence as (
  select jsonb_build_object(
    'examined', count(l.id),
    'failed', count(*) filter (where l.status = 'failed'),
    'newest', max(l.trigger_time),
    'averageMilliseconds', round(avg(l.duration_ms), 1),
    'byOutcome', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'operation', o.operation, 'status', o.status, 'rows', o.rows
      ) order by o.operation, o.status), '[]')
      from by_outcome as o
    ),
    'studentsWithSchedule', rollcall.students_with_schedule($1::timestamptz),
    'window', (select jsonb_build_object('from', p.since, 'to', $1::timestamptz) from period as p)
  ) as evidence
  from logs as l
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
