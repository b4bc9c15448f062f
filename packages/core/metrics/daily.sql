-- $1: now. $2: how many days missing classes are looked for. $3: by how many hours the weekly run may be late.
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
select 'classes-created-today' as metric, count(c.student_id)::numeric as value
from day as d
left join public.classes as c on c.created_at::timestamptz >= d.begins and c.created_at::timestamptz <= $1
union all
select 'students-with-missing-classes', count(distinct m.student_id)
from rollcall.missing_classes_window($1::timestamptz, $2::integer, $3::numeric) as w
left join lateral rollcall.missing_classes(w.first_date, w.last_date, $1::timestamptz) as m on true
union all
select 'failed-generations-today', count(*) from logs as l where l.status = 'failed'
union all
select 'generation-time-average', round(avg(l.duration_ms), 3) from logs as l
