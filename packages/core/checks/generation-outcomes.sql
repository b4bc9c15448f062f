-- $1: now. $2: the start of the window. $3: the share of failed rows from which on it is a finding.
-- $4: by how many hours the weekly run may be late: until then the run before it is the newest.
with period as materialized (
  select least(
    $2::timestamptz, d.due_at,
    -- Where the school has moved to another zone since, this week's run may lie before its hour.
    (
      select max(r.started_at) from rollcall.generation_runs as r
      where r.operation = 'weekly' and r.week = rollcall.local_date(d.due_at) and r.started_at <= $1::timestamptz
    )
  ) as since
  from (
    select rollcall.last_weekly_run_due($1::timestamptz - $4::numeric * interval '1 hour') as due_at
  ) as d
),
-- A weekly run logs a row for each student: its words are read once for each kind of row.
counts as materialized (
  select
    l.operation::text as operation, l.status::text as status, l.student_id is null as is_whole_school,
    count(*) as rows,
    -- In an application's table it may be a time without a zone, which is UTC.
    max(l.trigger_time)::timestamptz as newest,
    sum(l.duration_ms::numeric) as milliseconds, count(l.duration_ms) as timed,
    array_agg(l.id) filter (where l.status::text = 'failed' and l.student_id is not null) as failed
  from public.class_generation_logs as l
  cross join period as p
  where l.trigger_time >= p.since and l.trigger_time <= $1
  group by l.operation::text, l.status::text, l.student_id is null
),
-- There too it may be an enum without our words, and any text, which is not for quoting.
outcomes as materialized (
  select
    rollcall.quotable(c.operation) as operation,
    coalesce(substring(c.status from '^[A-Za-z0-9_-]{1,40}$'), 'unnamed') as status,
    c.is_whole_school, c.rows, c.newest, c.milliseconds, c.timed
  from counts as c
),
whole_school as (
  select distinct on (w.operation) w.operation, w.status, l.id
  from public.class_generation_logs as l
  cross join period as p
  cross join lateral (
    select rollcall.quotable(l.operation::text) as operation,
           coalesce(substring(l.status::text from '^[A-Za-z0-9_-]{1,40}$'), 'unnamed') as status
  ) as w
  where l.student_id is null and l.trigger_time >= p.since and l.trigger_time <= $1
  order by w.operation, l.trigger_time desc, l.id desc
),
failed as materialized (
  select
    l.id, l.student_id, l.trigger_time, rollcall.quotable(l.operation::text) as operation,
    t.id is null as deleted,
    coalesce(
      t.end_date < (l.trigger_time::timestamptz at time zone s.timezone)::date
      or t.archived_at <= l.trigger_time::timestamptz, false
    ) as had_left
  from public.class_generation_logs as l
  cross join rollcall.school as s
  left join public.students as t on t.id = l.student_id
  where l.id in (select unnest(c.failed) from counts as c)
),
-- A skipped generation did nothing, so it made nothing good.
good as materialized (
  select l.student_id, l.trigger_time, l.id
  from period as p
  join public.class_generation_logs as l on l.trigger_time >= p.since and l.trigger_time <= $1
  -- In the index on time and student, so that no other row is read.
  where l.student_id = any (array(select distinct f.student_id from failed as f))
    and l.status::text not in ('failed', 'skipped')
),
-- What a later generation of the same student made good is no trouble any more. Who has been deleted
-- has no classes, and who had left was to get none: that says nothing of generation.
judged as (
  select
    f.operation,
    count(*) filter (where f.deleted or f.had_left) as of_nobody,
    count(*) filter (where not f.deleted and not f.had_left and exists (
      select from good as g
      where g.student_id = f.student_id and (g.trigger_time, g.id) > (f.trigger_time, f.id)
    )) as mended
  from failed as f
  group by f.operation
),
shares as (
  select
    o.operation,
    sum(o.rows) - coalesce(min(j.of_nobody), 0) as rows,
    coalesce(sum(o.rows) filter (where o.status = 'failed'), 0)
      - coalesce(min(j.of_nobody + j.mended), 0) as failed
  from outcomes as o
  left join judged as j using (operation)
  where not o.is_whole_school
  group by o.operation
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
  select o.operation, o.status, sum(o.rows) as rows from outcomes as o group by o.operation, o.status
),
evidence as (
  select jsonb_build_object(
    'examined', coalesce(sum(o.rows), 0),
    'failed', coalesce(sum(o.rows) filter (where o.status = 'failed'), 0),
    'ofDeletedStudents', (select count(*) from failed as f where f.deleted),
    'ofStudentsWhoHadLeft', (select count(*) from failed as f where f.had_left),
    'newest', max(o.newest),
    'averageMilliseconds', round(sum(o.milliseconds) / nullif(sum(o.timed), 0), 1),
    'byOutcome', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'operation', b.operation, 'status', b.status, 'rows', b.rows
      ) order by b.operation, b.status), '[]')
      from by_outcome as b
    ),
    'studentsWithSchedule', rollcall.students_with_schedule($1::timestamptz),
    'window', (select jsonb_build_object('from', p.since, 'to', $1::timestamptz) from period as p)
  ) as evidence
  from outcomes as o
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
