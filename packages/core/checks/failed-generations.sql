-- $1: now. $2: for how many days logs are kept, so how far back there is something to see.
-- Logs are many and failures few: what is not of the same thread as a failure is only counted, in the
-- index on the time.
with period as materialized (
  select $1::timestamptz - $2::integer * interval '1 day' as since
),
logs as materialized (
  select count(*) as rows, max(l.trigger_time)::timestamptz as newest
  from public.class_generation_logs as l
  where l.trigger_time >= (select p.since from period as p) and l.trigger_time <= $1
),
failed as materialized (
  select
    l.id, l.student_id,
    -- In an application's table it may be a time without a zone, which is UTC, an enum without our
    -- words, and any text, which is not for quoting.
    l.trigger_time::timestamptz as trigger_time,
    rollcall.quotable(l.operation::text) as operation,
    l.error_details as details,
    -- A student's rows are one thread; whole-school rows are one for each operation.
    coalesce('student/' || l.student_id, 'operation/' || rollcall.quotable(l.operation::text)) as key
  from public.class_generation_logs as l
  where l.status::text = 'failed'
    and l.trigger_time >= $1::timestamptz - $2::integer * interval '1 day'
    and l.trigger_time <= $1
),
later as (
  select 'student/' || l.student_id as key, l.trigger_time::timestamptz as trigger_time, l.id
  from public.class_generation_logs as l
  where l.trigger_time >= (select min(f.trigger_time) from failed as f)
    and l.trigger_time <= $1
    -- In the index on time and student, so that no other row is read.
    and l.student_id = any (array(select distinct f.student_id from failed as f))
    -- A skipped generation did nothing, so it made nothing good.
    and l.status::text not in ('failed', 'skipped')
  union all
  select 'operation/' || rollcall.quotable(l.operation::text), l.trigger_time::timestamptz, l.id
  from public.class_generation_logs as l
  where l.trigger_time >= (select min(f.trigger_time) from failed as f)
    and l.trigger_time <= $1
    and l.student_id is null
    and l.status::text not in ('failed', 'skipped')
),
mended as materialized (
  select distinct on (l.key) l.key, l.trigger_time, l.id
  from later as l
  order by l.key, l.trigger_time desc, l.id desc
),
left_behind as materialized (
  select f.*, f.student_id is not null and t.id is null as deleted,
         coalesce(
           t.end_date < (f.trigger_time at time zone s.timezone)::date or t.archived_at <= f.trigger_time, false
         ) as had_left
  from failed as f
  cross join rollcall.school as s
  left join mended as m on m.key = f.key
  left join public.students as t on t.id = f.student_id
  where m.key is null or (f.trigger_time, f.id) > (m.trigger_time, m.id)
),
unmended as (
  -- Who has been deleted has no classes, and who had left was to get none: there is nothing to mend.
  select l.*, row_number() over (partition by l.key order by l.trigger_time desc, l.id desc) as place,
         count(*) over (partition by l.key) as failures
  from left_behind as l
  where not l.deleted and not l.had_left
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
),
evidence as (
  select jsonb_build_object(
    'examined', l.rows,
    'failed', (select count(*) from failed),
    'unmended', (select count(*) from unmended),
    'ofDeletedStudents', (select count(*) from left_behind as b where b.deleted),
    'ofStudentsWhoHadLeft', (select count(*) from left_behind as b where b.had_left),
    'newest', l.newest,
    'window', (select jsonb_build_object('from', p.since, 'to', $1) from period as p)
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
