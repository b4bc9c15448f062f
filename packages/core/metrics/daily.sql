-- $1: now. How many students have missing classes the run's verdict tells.
with day as materialized (
  select s.timezone, rollcall.local_date($1::timestamptz) as today, rollcall.wall_to_instant(
    rollcall.local_date($1::timestamptz)::timestamp, s.timezone
  ) as begins
  from rollcall.school as s
),
logs as materialized (
  select l.status::text as status, l.duration_ms::numeric as duration_ms
  from day as d
  join public.class_generation_logs as l
    on l.trigger_time::timestamptz >= d.begins and l.trigger_time::timestamptz <= $1
)
-- Its bound as a value, so that the index on created_at is used.
select 'classes-created-today' as metric, count(*)::numeric as value
from public.classes as c
where c.created_at >= (select d.begins from day as d) and c.created_at <= $1::timestamptz
union all
select 'failed-generations-today', count(*) from logs as l where l.status = 'failed'
union all
select 'generation-time-average', round(avg(l.duration_ms), 3) from logs as l
