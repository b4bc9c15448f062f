-- $1: now. $2: the limit in MB, or null. $3: from which share of the limit on. $4: how many days ahead.
-- $5: from how many MB on sudden growth counts.
with tables as materialized (
  select s.name, s.bytes, p.bytes as bytes_before, p.measured_at
  from (
    select o.name, pg_total_relation_size(o.id) as bytes from rollcall.school_objects('rm') as o
  ) as s
  -- A month ago, or as near to that as was measured.
  left join lateral (
    select t.bytes, t.measured_at
    from rollcall.table_sizes as t
    where t.name = s.name
      and t.measured_at between $1::timestamptz - interval '62 days' and $1::timestamptz - interval '6 days'
    order by abs(extract(epoch from $1::timestamptz - interval '30 days' - t.measured_at)), t.measured_at
    limit 1
  ) as p on true
  where s.bytes is not null
),
measured as materialized (
  select pg_database_size(current_database()) as bytes, $2::numeric * 1048576 as most
),
trend as materialized (
  select m.bytes, m.most, t.*, (m.most - m.bytes)::double precision as room,
         -- Student's quantile for 95 %, a little to the careful side: 4.3 for 2 degrees, 1.96 for many.
         (1.96 + 2.37 / d.freedom + 4.6 / d.freedom ^ 2) ^ 2 * t.variance as spread
  from measured as m
  cross join lateral rollcall.size_trend($1::timestamptz, m.bytes) as t
  cross join lateral (select nullif(greatest(t.intervals - 1, 0), 0)::double precision as freedom) as d
),
-- Growth is a walk with a drift: how far it may stray, and how well its drift is known, depend on how
-- regular it has been. The limit is reached where drift * days ± sqrt(spread * (days + days² / known))
-- crosses it.
roots as (
  select t.*, 2 * t.room * t.daily + t.spread as b, t.daily ^ 2 - t.spread / t.days as a
  from trend as t
  where t.intervals >= 3 and t.days >= 14 and t.daily > 0 and t.room > 0
),
forecast as materialized (
  select
    r.room / r.daily as days,
    2 * r.room ^ 2 / (r.b + sqrt(greatest(r.b ^ 2 - 4 * r.a * r.room ^ 2, 0))) as earliest,
    case when r.a > 0 then (r.b + sqrt(greatest(r.b ^ 2 - 4 * r.a * r.room ^ 2, 0))) / (2 * r.a) end as latest
  from roots as r
),
dated as materialized (
  -- Beyond a century nobody knows anything.
  select f.days,
         to_char($1::timestamptz + least(f.days, 36525) * interval '1 day', 'YYYY-MM-DD') as most_likely,
         to_char($1::timestamptz + least(f.earliest, 36525) * interval '1 day', 'YYYY-MM-DD') as earliest,
         case when f.latest < 36525 then to_char($1::timestamptz + f.latest * interval '1 day', 'YYYY-MM-DD') end as latest
  from forecast as f
),
findings as (
  select 'database/size' as key, case when m.bytes >= m.most then 'error' else 'warning' end as severity,
         format(
           'The database takes %s of the %s MB that it may: make room, or a larger disk.',
           round(m.bytes / 1048576.0), round(m.most / 1048576)
         ) as detail,
         jsonb_build_object('megabytes', round(m.bytes / 1048576.0)) as subject
  from measured as m
  where m.bytes >= $3::numeric * m.most
  union all
  select 'database/forecast', 'warning',
         format(
           'As it has grown in the last %s days, by %s MB a month, the database reaches its limit of %s MB about %s (with 95 %% certainty from %s %s): make room, or a larger disk, before that.',
           round(t.days), round((t.daily * 30 / 1048576)::numeric, 1), round(t.most / 1048576), d.most_likely, d.earliest,
           coalesce('to ' || d.latest, 'on')
         ),
         jsonb_build_object('on', d.most_likely, 'earliest', d.earliest, 'latest', d.latest)
  from trend as t
  cross join dated as d
  where d.days <= $4::integer and t.bytes < $3::numeric * t.most
  union all
  select 'table/' || t.name || '/sudden-growth', 'warning',
         format(
           '%s has grown from %s to %s MB since %s: see what writes it, and whether all of it is needed.',
           t.name, round(t.bytes_before / 1048576.0), round(t.bytes / 1048576.0), to_char(t.measured_at, 'YYYY-MM-DD')
         ),
         jsonb_build_object('table', t.name)
  from tables as t
  where t.bytes > 2 * t.bytes_before and t.bytes - t.bytes_before >= $5::numeric * 1048576
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from tables),
    'comparedWithAMonthAgo', (select count(t.bytes_before) from tables as t),
    'databaseMegabytes', round(t.bytes / 1048576.0),
    'limitMegabytes', round(t.most / 1048576),
    'measurements', t.intervals + 1,
    'measuredOverDays', round(t.days::numeric, 1),
    'growthInMegabytesAMonth', round((t.daily * 30 / 1048576)::numeric, 1),
    'forecast', case
      when t.intervals < 3 or t.days < 14 then to_jsonb('too few measurements: four, over two weeks, are needed'::text)
      when t.most is null then to_jsonb('no limit is set (thresholds.databaseLimitMegabytes)'::text)
      when t.room <= 0 then to_jsonb('the limit is reached'::text)
      when t.daily <= 0 then to_jsonb('it does not grow'::text)
      else (select to_jsonb(d) - 'days' from dated as d)
    end,
    'largest', (
      select jsonb_agg(jsonb_build_object(
        'table', l.name, 'megabytes', round(l.bytes / 1048576.0), 'megabytesAMonthAgo', round(l.bytes_before / 1048576.0)
      ) order by l.bytes desc, l.name)
      from (select * from tables as a order by a.bytes desc, a.name limit 10) as l
    )
  ) as evidence
  from trend as t
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
