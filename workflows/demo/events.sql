-- What the services of a Supabase project would have logged of this school in the eight days before
-- $1: its database and a monitor every hour, a request for each class that took place, a sign-in
-- before the first class of a course on a day, and the calls by which classes came to be.
with span as (
  select $1::timestamptz - interval '8 days' as since, $1::timestamptz as until
),
hours as (
  select h.at from span as s
  cross join generate_series(s.since, s.until - interval '1 minute', interval '1 hour') as h (at)
),
classes as (
  select c.course_id, c.date, c.timezone, c.starts_at from public.classes as c
  join span as s on c.starts_at between s.since and s.until
),
written as (
  select l.trigger_time, l.operation, l.student_id, coalesce(l.duration_ms, 0) as milliseconds
  from public.class_generation_logs as l
  join span as s on l.trigger_time between s.since and s.until
)
select h.at, 'postgres_logs' as source, null as method, null as path, null as status,
       null as milliseconds, null as country
from hours as h
union all
select h.at, 'function_edge_logs', 'GET', 'health', 200, 90 + extract(hour from h.at), null
from hours as h
union all
select w.trigger_time, 'function_edge_logs', 'POST', 'webhook', 200, 110 + w.milliseconds, null
from written as w
where w.operation in ('insert', 'update')
union all
-- Of a weekly run the row that is of no student tells of all of it.
select w.trigger_time, 'function_edge_logs', 'POST', 'generate-weekly-classes', 200, 140 + w.milliseconds, null
from written as w
where w.operation = 'scheduled' and w.student_id is null
union all
select c.starts_at, 'edge_logs', 'GET', '/rest/v1/classes', 200, null, null
from classes as c
union all
select min(c.starts_at) - interval '10 minutes', 'edge_logs', 'POST', '/auth/v1/token', 200, null,
       case when c.timezone like 'Europe/%' then 'ES' else 'CO' end
from classes as c
group by c.course_id, c.date, c.timezone
order by 1
