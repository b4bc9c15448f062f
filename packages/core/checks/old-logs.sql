-- $1: now. $2: for how many days logs are kept. Months are those of the school's zone.
with months as materialized (
  select
    to_char(l.trigger_time at time zone s.timezone, 'YYYY-MM') as month,
    count(*) as logs,
    min(l.trigger_time) as oldest,
    max(l.trigger_time) as newest,
    count(*) filter (where l.trigger_time < rollcall.oldest_log_kept($2::integer, $1::timestamptz)) as old
  from public.class_generation_logs as l
  cross join rollcall.school as s
  group by 1
),
totals as (
  select
    coalesce(sum(m.logs), 0) as logs,
    coalesce(sum(m.old), 0) as old,
    min(m.oldest) as oldest,
    max(m.newest) as newest
  from months as m
),
evidence as (
  select jsonb_build_object(
    'examined', t.logs,
    'keptFor', format('%s days', $2::integer),
    'oldest', t.oldest,
    'newest', t.newest,
    'byMonth', (
      select coalesce(jsonb_agg(jsonb_build_object('month', m.month, 'logs', m.logs) order by m.month desc), '[]')
      from months as m
    )
  ) as evidence
  from totals as t
)
select
  case when t.old > 0 then format('logs/older-than-%s-days', $2::integer) end as key,
  case when t.old > 0 then 'warning' end as severity,
  case when t.old > 0 then format(
    '%s generation logs are older than %s days, the oldest from %s: clean them away.',
    t.old, $2::integer, to_char(t.oldest at time zone s.timezone, 'YYYY-MM-DD')
  ) end as detail,
  case when t.old > 0 then jsonb_build_object('days', $2::integer, 'logs', t.old) end as subject,
  e.evidence
from totals as t
cross join evidence as e
cross join rollcall.school as s
order by key
