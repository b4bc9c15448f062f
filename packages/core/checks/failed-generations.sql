-- $1: now. $2: for how many days logs are kept, so how far back there is something to see.
with logs as materialized (
  select
    l.id, l.student_id,
    -- In an application's table it may be a time without a zone, which is UTC, an enum without our
    -- words, and any text, which is not for quoting.
    l.status::text as status,
    l.trigger_time::timestamptz as trigger_time,
    rollcall.quotable(l.operation::text) as operation,
    case when l.status::text = 'failed' then l.error_details end as details
  from public.class_generation_logs as l
  where l.trigger_time >= $1::timestamptz - $2::integer * interval '1 day'
    and l.trigger_time <= $1
),
threads as (
  -- A student's rows are one thread; whole-school rows are one for each operation.
  select l.*, coalesce('student/' || l.student_id, 'operation/' || l.operation) as key
  from logs as l
),
mended as (
  -- A skipped generation did nothing, so it made nothing good.
  select distinct on (t.key) t.key, t.trigger_time, t.id
  from threads as t
  where t.status not in ('failed', 'skipped')
  order by t.key, t.trigger_time desc, t.id desc
),
unmended as (
  select f.*, row_number() over (partition by f.key order by f.trigger_time desc, f.id desc) as place,
         count(*) over (partition by f.key) as failures
  from threads as f
  left join mended as m on m.key = f.key
  where f.status = 'failed'
    and (m.key is null or (f.trigger_time, f.id) > (m.trigger_time, m.id))
),
gone as (
  -- Who has been deleted has no classes, so there is nothing to mend and nobody who could.
  select count(*) as failures from unmended as u
  where u.student_id not in (select s.id from public.students as s)
),
findings as (
  select
    u.key,
    u.student_id,
    u.id,
    format(
      '%s: generation (%s) failed on %s%s%s; see row %s of class_generation_logs.',
      case when u.student_id is null then 'The whole school' else 'Student ' || u.student_id end,
      u.operation,
      to_char(u.trigger_time at time zone s.timezone, 'YYYY-MM-DD HH24:MI'),
      coalesce(' with ' || cause.codes, ''),
      case when u.failures > 1 then format(', the last of %s failures', u.failures) end,
      u.id
    ) as detail
  from unmended as u
  cross join rollcall.school as s
  -- jsonb with us, text or json with others, and then anything may be in it.
  cross join lateral (select rollcall.read_json(u.details::text) as details) as read
  cross join lateral (
    select coalesce(
      'SQLSTATE ' || substring(read.details ->> 'sqlstate' from '^[0-9A-Z]{5}$'),
      (
        select string_agg(distinct e ->> 'code', ', ')
        from jsonb_array_elements(
          case when jsonb_typeof(read.details -> 'errors') = 'array' then read.details -> 'errors' else '[]' end
        ) as e
        where e ->> 'code' ~ '^[a-z_]{1,40}$'
      )
    ) as codes
  ) as cause
  where u.place = 1
    and (u.student_id is null or exists (select from public.students as t where t.id = u.student_id))
),
evidence as (
  select jsonb_build_object(
    'examined', count(*),
    'failed', count(*) filter (where l.status = 'failed'),
    'unmended', (select count(*) from unmended) - (select g.failures from gone as g),
    'ofDeletedStudents', (select g.failures from gone as g),
    'newest', max(l.trigger_time),
    'window', jsonb_build_object('from', $1::timestamptz - $2::integer * interval '1 day', 'to', $1)
  ) as evidence
  from logs as l
)
select
  f.key,
  'error' as severity,
  f.detail,
  case when f.key is not null then jsonb_build_object('studentId', f.student_id, 'logId', f.id) end as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.key
