-- $1: now. $2: for how many days logs are kept, so how far back there is something to see.
with logs as materialized (
  select
    l.id, l.student_id, l.operation, l.status, l.trigger_time,
    to_jsonb(l.error_details) as details,
    -- A student's rows are one thread; whole-school rows are one for each operation.
    coalesce('student/' || l.student_id, 'operation/' || l.operation) as key
  from public.class_generation_logs as l
  where l.trigger_time >= $1::timestamptz - $2::integer * interval '1 day'
    and l.trigger_time <= $1
),
unmended as (
  select f.*, row_number() over (partition by f.key order by f.trigger_time desc, f.id desc) as place,
         count(*) over (partition by f.key) as failures
  from logs as f
  where f.status = 'failed'
    and not exists (
      select from logs as later
      where later.key = f.key
        and later.status in ('success', 'partial')
        and (later.trigger_time, later.id) > (f.trigger_time, f.id)
    )
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
      case when u.failures > 1 then format(', for the %s. time', u.failures) end,
      u.id
    ) as detail
  from unmended as u
  cross join rollcall.school as s
  cross join lateral (
    select coalesce(
      'SQLSTATE ' || substring(u.details ->> 'sqlstate' from '^[0-9A-Z]{5}$'),
      (
        select string_agg(distinct e ->> 'code', ', ')
        from jsonb_array_elements(
          case when jsonb_typeof(u.details -> 'errors') = 'array' then u.details -> 'errors' else '[]' end
        ) as e
        where e ->> 'code' ~ '^[a-z_]{1,40}$'
      )
    ) as codes
  ) as cause
  where u.place = 1
),
evidence as (
  select jsonb_build_object(
    'examined', count(*),
    'failed', count(*) filter (where l.status = 'failed'),
    'unmended', (select count(*) from unmended),
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
