-- What the document's "Performance Degradation" looks at beside the checks, as one row. $1: now.
with tables as (
  select
    c.oid, n.nspname || '.' || c.relname as name, pg_total_relation_size(c.oid) as bytes, c.reltuples::bigint as rows
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
),
generations as (
  select
    l.trigger_time >= $1::timestamptz - interval '7 days' as is_recent, count(*) as runs,
    percentile_cont(0.5) within group (order by l.duration_ms::double precision) as median_ms
  from public.class_generation_logs as l
  where l.trigger_time > $1::timestamptz - interval '35 days' and l.trigger_time <= $1::timestamptz
    and l.operation in ('insert', 'update') and l.status = 'success' and l.duration_ms is not null
  group by 1
)
select
  (
    select coalesce(jsonb_agg(jsonb_build_object(
      'table', t.name, 'bytes', t.bytes, 'rows', greatest(t.rows, 0)
    ) order by t.bytes desc, t.name), '[]')
    from tables as t
  ) as tables,
  pg_size_bytes(current_setting('effective_cache_size')) as "cacheBytes",
  (select g.median_ms from generations as g where g.is_recent and g.runs >= 5) as "recentMs",
  (select g.median_ms from generations as g where not g.is_recent and g.runs >= 5) as "earlierMs"
