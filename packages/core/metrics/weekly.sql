-- $1: now. $2: environment.
with week as materialized (
  select rollcall.wall_to_instant(
    date_trunc('week', $1::timestamptz at time zone s.timezone), s.timezone
  ) as begins
  from rollcall.school as s
)
select 'classes-generated-this-week' as metric, count(c.student_id)::numeric as value
from week as w
left join public.classes as c
  on c.created_at::timestamptz >= w.begins and c.created_at::timestamptz <= $1 and c.generated_at is not null
union all
select 'students-processed-this-week', count(distinct l.student_id)
from week as w
left join public.class_generation_logs as l
  on l.operation::text = 'scheduled'
 and l.trigger_time::timestamptz >= w.begins and l.trigger_time::timestamptz <= $1
union all
select 'duplicates-removed-this-week', count(a.id)
from week as w
left join rollcall.archived_classes as a
  on a.reason = 'duplicate' and a.archived_at >= w.begins and a.archived_at <= $1
union all
select 'database-uptime', round(extract(epoch from clock_timestamp() - pg_postmaster_start_time()))
union all
-- The share of this week's looks that could see: a database that can't be reached can't say so.
select 'availability', round(avg((v.state <> 'unknown')::integer), 4)
from week as w
join rollcall.runs as r on r.environment = $2 and r.now >= w.begins and r.now <= $1
join rollcall.verdicts as v on v.run_id = r.id and v.state <> 'skipped'
