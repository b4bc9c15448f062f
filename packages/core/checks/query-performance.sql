-- $1: environment. $2: over how many hours at least statements are judged. $3: how often one must
-- have run. $4: from how many milliseconds on it is slow, if it takes $5 of the time of all and ran
-- for $6 of the time by the clock. $7, $8: how many times as long, and how many milliseconds longer
-- than it did a regressed one takes. $9: for how many minutes a statement may run.
with counted as materialized (
  select c.* from rollcall.statements_counted() as c
),
sessions as materialized (
  select s.* from rollcall.sessions() as s where s.is_here
),
obstacle as materialized (
  select coalesce(
    rollcall.statement_obstacle(),
    case when exists (select from sessions as s where s.state = 'disabled') then 'track_activities' end
  ) as name
),
intervals as materialized (
  select i.* from rollcall.statement_intervals($1) as i
),
-- Where the time that is judged begins: at a snapshot that is old enough; null: when counting began.
base as materialized (
  select
    max(i.ended_at) filter (
      where not i.is_open and i.ended_at <= c.seen_at - make_interval(secs => $2::double precision * 3600)
    ) as at,
    c.seen_at
  from intervals as i
  cross join counted as c
  group by c.seen_at
),
recent as materialized (
  select
    i.query_id, sum(i.calls) as calls, sum(i.total_ms) as total_ms, sum(i.total_ms) / sum(i.calls)::double precision as mean_ms
  from intervals as i
  cross join base as b
  where b.at is null or i.ended_at > b.at
  group by i.query_id
  having sum(i.calls) > 0
),
period as materialized (
  select
    coalesce(b.at, min(i.begun_at)) as since,
    extract(epoch from b.seen_at - coalesce(b.at, min(i.begun_at)))::double precision * 1000 as ms,
    (select sum(r.total_ms) from recent as r) as total_ms
  from base as b
  cross join intervals as i
  group by b.at, b.seen_at
),
history as materialized (
  select
    i.query_id, count(*) as intervals,
    percentile_cont(0.75) within group (order by i.total_ms / i.calls::double precision) as mean_ms
  from intervals as i
  cross join base as b
  where i.ended_at <= b.at and i.calls >= $3::numeric
  group by i.query_id
  having count(*) >= 3
),
judged as materialized (
  select
    r.query_id, r.calls, r.total_ms, r.mean_ms, r.total_ms / p.total_ms as share, h.mean_ms as mean_before,
    p.since,
    r.mean_ms >= $4::double precision
      and r.total_ms >= p.total_ms * $5::double precision
      and r.total_ms >= p.ms * $6::double precision as is_slow,
    coalesce(
      r.mean_ms >= h.mean_ms * $7::double precision
      and (
        r.mean_ms - h.mean_ms >= $8::double precision
        or (r.mean_ms - h.mean_ms) * r.calls >= p.ms * $6::double precision
      ), false
    ) as is_regressed
  from recent as r
  cross join period as p
  left join history as h using (query_id)
  where r.calls >= $3::numeric
),
texts as (
  select c.query_id, min(c.statement) as statement
  from rollcall.statement_counters(exists (select from judged as j where j.is_slow or j.is_regressed)) as c
  group by c.query_id
),
named as (
  select j.*, format('Statement %s%s', j.query_id, ' (`' || rollcall.statement_excerpt(t.statement) || '`)') as name
  from judged as j
  left join texts as t using (query_id)
  where j.is_slow or j.is_regressed
),
running as materialized (
  select s.* from sessions as s
  where s.state = 'active' and not s.is_own and not s.is_platform
    -- Whoever waits for an advisory lock, or sleeps, does so on purpose.
    and s.wait_event is distinct from 'advisory' and s.wait_event is distinct from 'PgSleep'
    and s.pid not in (
      select p.pid from pg_catalog.pg_stat_progress_vacuum as p
      union all select p.pid from pg_catalog.pg_stat_progress_analyze as p
      union all select p.pid from pg_catalog.pg_stat_progress_create_index as p
      union all select p.pid from pg_catalog.pg_stat_progress_cluster as p
      union all select p.pid from pg_catalog.pg_stat_progress_copy as p
    )
),
findings as (
  select
    format('statement/%s/slow', n.query_id) as key,
    format(
      '%s takes %s ms on average, over %s calls since %s UTC: look at its plan with explain (analyze, buffers), then add an index or have it read less.',
      n.name, round(n.mean_ms), n.calls, to_char(n.since at time zone 'UTC', 'YYYY-MM-DD "at" HH24:MI')
    ) as detail,
    jsonb_build_object('queryId', n.query_id::text) as subject
  from named as n
  where n.is_slow
  union all
  select
    format('statement/%s/regressed', n.query_id),
    format(
      '%s takes %s ms on average since %s UTC and took %s ms before: see what changed (a release, an index, the rows of a table), and look at its plan with explain (analyze, buffers).',
      n.name, round(n.mean_ms::numeric, 1), to_char(n.since at time zone 'UTC', 'YYYY-MM-DD "at" HH24:MI'),
      round(n.mean_before::numeric, 1)
    ),
    jsonb_build_object('queryId', n.query_id::text)
  from named as n
  where n.is_regressed
  union all
  select
    format('session/%s/long-statement', r.pid),
    format(
      '%s has been running one statement since %s UTC%s: find out whether anybody still needs it; `select pg_cancel_backend(%s)` ends it.',
      upper(left(r.who, 1)) || substring(r.who from 2),
      to_char(r.statement_since at time zone 'UTC', 'YYYY-MM-DD "at" HH24:MI'),
      (
        select ' and waits for ' || string_agg(
          coalesce(b.who, 'a prepared transaction'), ', ' order by w.blocker
        )
        from rollcall.lock_waits() as w
        left join rollcall.sessions() as b on b.pid = w.blocker
        where w.waiter = r.pid
      ),
      r.pid
    ),
    jsonb_build_object('pid', r.pid, 'queryId', r.query_id::text)
  from running as r
  where r.seen_at - r.statement_since >= make_interval(secs => $9::double precision * 60)
),
evidence as (
  select jsonb_strip_nulls(jsonb_build_object(
    'examined', (select count(*) from recent) + (select count(*) from sessions),
    'unseen', case when o.name is null then 0 else 1 end,
    'obstacle', o.name,
    'lookedAs', jsonb_build_object('role', current_user),
    'privilege', case when o.name is null then 'pg_read_all_stats' end,
    'statements', (select count(*) from recent),
    'calledOftenEnough', (select count(*) from judged),
    'comparedWithHistory', (select count(*) from judged as j where j.mean_before is not null),
    'snapshots', (select count(*) from rollcall.statement_snapshots as s where s.environment = $1 and s.server = c.server),
    'judgedSince', (select p.since from period as p),
    'countedSince', c.counted_since,
    'evictions', c.evictions,
    'running', (select count(*) from running),
    'costliest', (
      select jsonb_agg(jsonb_build_object(
        'queryId', t.query_id::text, 'calls', t.calls, 'meanMs', round(t.mean_ms::numeric, 1),
        'share', round((t.total_ms / p.total_ms)::numeric, 2)
      ) order by t.total_ms desc, t.query_id)
      from (select r.* from recent as r order by r.total_ms desc, r.query_id limit 5) as t
      cross join period as p
    )
  )) as evidence
  from obstacle as o
  left join counted as c on true
)
select f.key, case when f.key is not null then 'warning' end as severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
