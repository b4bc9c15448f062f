-- $1: environment. $2: now. $3: the period of each metric, {"classes-total": "monthly"}. For each
-- series its newest value, and the newest of those that are about a period older: runs are not
-- on time to the minute.
with newest as (
  select distinct on (m.metric) m.metric, split_part(m.metric, '/', 1) as id, m.value, m.measured_at
  from rollcall.metrics as m
  where m.environment = $1 and m.measured_at <= $2::timestamptz
  order by m.metric, m.measured_at desc
)
select n.id, n.metric, n.value, n.measured_at as "measuredAt", p.value as previous, p.measured_at as "previousAt"
from newest as n
left join lateral (
  select m.value, m.measured_at
  from rollcall.metrics as m
  where m.environment = $1
    and m.metric = n.metric
    and m.measured_at <= n.measured_at - case $3::jsonb ->> n.id
      when 'daily' then interval '18 hours'
      when 'weekly' then interval '6 days'
      else interval '25 days'
    end
  order by m.measured_at desc
  limit 1
) as p on true
order by n.metric
