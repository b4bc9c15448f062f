-- Who waits in this database for a lock, since when, and which session it is in the end that lets
-- nobody pass; 0 is a prepared transaction. Advisory locks are waited for on purpose. To ask by whom
-- a session is blocked stops all locking for a moment, so only those that came first are asked for.
create or replace function rollcall.lock_waits()
returns table (waiter integer, since timestamptz, blocker integer)
language sql
stable
set search_path = ''
as $$
  with recursive waits as materialized (
    select l.pid, min(l.waitstart) as since
    from pg_catalog.pg_locks as l
    join pg_catalog.pg_stat_activity as a on a.pid = l.pid and a.datname = current_database()
    where not l.granted and l.locktype <> 'advisory' and a.backend_type <> 'autovacuum worker'
    group by l.pid
    order by 2, 1
    limit 100
  ),
  edges as materialized (
    select w.pid as waiter, b.pid as blocker
    from waits as w
    cross join lateral unnest(pg_blocking_pids(w.pid)) as b (pid)
  ),
  chains as (
    select e.waiter, e.blocker from edges as e
    union
    select c.waiter, e.blocker from chains as c join edges as e on e.waiter = c.blocker
  )
  select w.pid, w.since, c.blocker
  from waits as w
  join chains as c on c.waiter = w.pid
  where c.blocker not in (select e.waiter from edges as e)
$$;
