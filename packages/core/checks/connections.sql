-- $1: from which share of the connections on they run out. $2: for how many minutes a transaction
-- may be left idle. $3: for how many seconds a session may wait for a lock.
with sessions as materialized (
  select s.* from rollcall.sessions() as s
),
settings as materialized (
  select
    pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all,
    exists (select from sessions as s where s.is_here and s.state = 'disabled') as untracked,
    current_setting('max_connections')::integer as max_connections,
    current_setting('superuser_reserved_connections')::integer
      -- Since Postgres 16.
      + coalesce(current_setting('reserved_connections', true)::integer, 0) as reserved
),
limits as materialized (
  select
    'connections/server' as key, null::text as name, m.max_connections - m.reserved as most,
    (select count(*) from sessions) as taken
  from settings as m
  union all
  select 'connections/database', rollcall.quoted_name(d.datname), d.datconnlimit,
         (select count(*) from sessions as s where s.is_here)
  from pg_catalog.pg_database as d
  where d.datname = current_database() and d.datconnlimit >= 0
  union all
  -- One connection is no limit to run into but a lock: somebody wants it to be the only one.
  select 'connections/role/' || rollcall.quotable(r.rolname::text), rollcall.quoted_name(r.rolname), r.rolconnlimit,
         (select count(*) from sessions as s where s.role_name = rollcall.quotable(r.rolname::text))
  from pg_catalog.pg_roles as r
  where r.rolconnlimit > 1
    -- Who works in other databases only is not the school's.
    and exists (
      select from sessions as s where s.is_here and s.role_name = rollcall.quotable(r.rolname::text)
    )
),
roles as materialized (
  select s.role_name, count(*) as taken, row_number() over (order by count(*) desc, s.role_name) as place
  from sessions as s
  group by s.role_name
),
idle as materialized (
  select s.* from sessions as s
  where s.is_here and not s.is_platform
    and s.state in ('idle in transaction', 'idle in transaction (aborted)')
),
waits as materialized (
  select w.waiter, w.since, w.blocker, b.who, b.state, b.state_since,
         o.seen_at - w.since >= make_interval(secs => $3::double precision) as is_long
  from rollcall.lock_waits() as w
  cross join (select s.seen_at from sessions as s where s.is_own) as o
  left join sessions as b on b.pid = w.blocker
),
findings as (
  select
    l.key,
    -- Half of what the threshold leaves is gone too.
    case when l.taken >= l.most * (1 + $1::numeric) / 2 then 'error' else 'warning' end as severity,
    format(
      '%s of the %s connections that %s may have are taken%s: %s.',
      l.taken, l.most,
      case l.key when 'connections/server' then 'ordinary roles'
                 when 'connections/database' then 'the database ' || l.name
                 else 'role ' || l.name end,
      case l.key when 'connections/server' then (
        select format(', %s of them by role %s', r.taken, r.role_name) from roles as r where r.place = 1
      ) end,
      case l.key when 'connections/server' then 'connect through a pooler, give applications smaller pools, or raise max_connections'
                 when 'connections/database' then format('`alter database %s connection limit -1` lifts the limit', l.name)
                 else format('give its application a smaller pool, or `alter role %s connection limit -1`', l.name) end
    ) as detail,
    jsonb_build_object('limit', l.most, 'taken', l.taken) as subject
  from limits as l
  where l.taken >= l.most * $1::numeric
  union all
  select
    format('session/%s/idle-in-transaction', i.pid),
    'warning',
    format(
      '%s left a transaction idle on %s UTC, and nothing that it saw can be vacuumed until it ends: have its application end it, or `select pg_terminate_backend(%s)`.',
      upper(left(i.who, 1)) || substring(i.who from 2),
      to_char(i.state_since at time zone 'UTC', 'YYYY-MM-DD "at" HH24:MI'), i.pid
    ),
    jsonb_build_object('pid', i.pid, 'transactionSince', i.transaction_since)
  from idle as i
  where i.seen_at - i.state_since >= make_interval(secs => $2::double precision * 60)
  union all
  select
    case w.blocker when 0 then 'prepared-transaction/blocks' else format('session/%s/blocks', w.blocker) end,
    'error',
    format(
      '%s keeps %s waiting for a lock, the first since %s UTC: %s.',
      case
        when w.blocker = 0 then 'A prepared transaction'
        when w.who is null then format('Session %s', w.blocker)
        else upper(left(w.who, 1)) || substring(w.who from 2)
      end
      || case when w.state like 'idle in transaction%' then ', idle in its transaction,' else '' end,
      case count(*) when 1 then '1 session' else count(*) || ' sessions' end,
      to_char(min(w.since) at time zone 'UTC', 'YYYY-MM-DD "at" HH24:MI'),
      case w.blocker
        when 0 then 'see pg_prepared_xacts, and commit it or roll it back'
        else format('have its transaction ended, or `select pg_terminate_backend(%s)`', w.blocker)
      end
    ),
    jsonb_build_object('pid', w.blocker, 'waiting', jsonb_agg(w.waiter order by w.waiter))
  from waits as w
  where w.is_long
  group by w.blocker, w.who, w.state
),
evidence as (
  select jsonb_strip_nulls(jsonb_build_object(
    'examined', case when m.sees_all and not m.untracked then (select count(*) from sessions) else 0 end,
    'obstacle', case when not m.sees_all then 'pg_read_all_stats' when m.untracked then 'track_activities' end,
    'lookedAs', jsonb_build_object('role', current_user),
    'privilege', case when m.sees_all then 'pg_read_all_stats' end,
    'ofThisDatabase', (select count(*) from sessions as s where s.is_here),
    'ofThePlatform', (select count(*) from sessions as s where s.is_platform),
    'idleInTransaction', (select count(*) from idle),
    'waitingForLocks', (select count(distinct w.waiter) from waits as w),
    'maxConnections', m.max_connections,
    'reserved', m.reserved,
    'idleInTransactionTimeout', current_setting('idle_in_transaction_session_timeout'),
    'limits', (
      select jsonb_agg(jsonb_build_object('of', l.key, 'taken', l.taken, 'limit', l.most) order by l.key)
      from limits as l
    )
  )) as evidence
  from settings as m
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
