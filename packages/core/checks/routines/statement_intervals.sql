-- How often each statement ran, and for how long in all, between two snapshots, and from the last one
-- until now (`is_open`). By differences of counters: where they were reset, or dropped and begun
-- anew, all that they hold came after; of what was not among the costliest, nearly all.
create or replace function rollcall.statement_intervals(p_environment text)
returns table (
  point bigint, is_open boolean, begun_at timestamptz, ended_at timestamptz, query_id bigint,
  calls numeric, total_ms double precision
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with counted as materialized (
    select c.* from rollcall.statements_counted() as c
  ),
  snapshots as materialized (
    select s.id as point, s.counted_at, s.counted_since, s.counters
    from counted as c
    join rollcall.statement_snapshots as s on s.server = c.server and s.environment = p_environment
    union all
    select null, c.seen_at, c.counted_since, null from counted as c
  ),
  points as materialized (
    select
      s.*,
      lag(s.point) over w as previous,
      lag(s.counted_at) over w as previous_at,
      lag(s.counted_since) over w as previous_since
    from snapshots as s
    window w as (order by s.point nulls last)
  ),
  counters as (
    select p.point, k.user_id, k.query_id, k.calls, k.total_ms, k.max_ms, k.entered_at
    from points as p
    cross join lateral jsonb_to_recordset(p.counters) as k (
      user_id oid, query_id bigint, calls bigint, total_ms double precision, max_ms double precision,
      entered_at timestamptz
    )
    where p.point is not null
    union all
    select null, k.user_id, k.query_id, k.calls, k.total_ms, k.max_ms, k.entered_at
    from rollcall.statement_counters(false) as k
  ),
  compared as (
    select
      p.point, p.counted_at, p.counted_since, p.previous, p.previous_at, p.previous_since,
      k.query_id, k.calls, k.total_ms, k.max_ms,
      lag(k.point) over w is not distinct from p.previous as was_there,
      lag(k.entered_at) over w is not distinct from k.entered_at as is_same_entry,
      lag(k.calls) over w as calls_before,
      lag(k.total_ms) over w as total_before
    from points as p
    join counters as k on k.point is not distinct from p.point
    window w as (partition by k.user_id, k.query_id order by k.point nulls last)
  ),
  deltas as (
    select
      c.*,
      coalesce(c.previous_since <> c.counted_since, true) as since_reset,
      -- An entry that was dropped, made anew and has overtaken its former self gives itself away by
      -- a difference that is more than its calls can have cost.
      coalesce(
        c.previous_since = c.counted_since and c.was_there and c.is_same_entry
        and c.calls >= c.calls_before and c.total_ms >= c.total_before
        and c.total_ms - c.total_before <= (c.calls - c.calls_before) * c.max_ms * 1.01, false
      ) as goes_on
    from compared as c
  )
  select
    d.point, d.point is null,
    case when d.since_reset then d.counted_since else d.previous_at end,
    d.counted_at, d.query_id,
    sum(d.calls - case when d.goes_on then d.calls_before else 0 end),
    sum(d.total_ms - case when d.goes_on then d.total_before else 0 end)
  from deltas as d
  group by d.point, d.since_reset, d.previous_at, d.counted_at, d.counted_since, d.query_id;
end;
$$;
