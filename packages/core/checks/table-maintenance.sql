-- $1: now. $2: from how many rows on a table is judged. $3: from which share of dead rows on.
-- $4: for how many hours autovacuum may take. $5: from which share of the transaction ids on.
-- $6: from which share of a sequence on. $7: from how many MB of a table on its bloat is judged.
-- $8: from which share of bloat on.
with statistics as materialized (
  select d.stats_reset as reset_at, greatest(d.stats_reset, b.stats_reset) as since,
         $1::timestamptz - $4::numeric * interval '1 hour' as patience_ends
  from pg_catalog.pg_stat_database as d
  cross join pg_catalog.pg_stat_bgwriter as b
  where d.datname = current_database()
),
-- What the look before this one found waiting for autovacuum, and since when it has been.
waiting_before as materialized (
  select w.key, w.value::timestamptz as since
  from (
    select v.verdict -> 'evidence' -> 'waiting' as waiting
    from rollcall.verdicts as v
    join rollcall.runs as r on r.id = v.run_id
    where v.check_id = 'table-maintenance' and v.state in ('pass', 'fail', 'remedied') and r.now <= $1::timestamptz
    order by v.run_id desc
    limit 1
  ) as last_look
  cross join lateral jsonb_each_text(coalesce(last_look.waiting, '{}')) as w
),
tables as materialized (
  select a.*, w.seen, w.columns, w.width,
         -- 24 bytes of header and 4 of its pointer for each row, both rounded up to 8, and 24 of a page's own.
         ceil(a.rows * (ceil((w.width + 24) / 8) * 8 + 4) / ((8192 - 24) * a.fill_factor / 100)) as pages_needed
  from rollcall.table_activity() as a
  join rollcall.row_widths() as w on w.id = a.id
),
tasks as materialized (
  select t.id, t.name, n.what, n.task, n.last_done, n.detail,
         -- Nobody comes by himself: autovacuum is off, or what it counts will not call it.
         not t.served or n.forgotten as alone
  from tables as t
  cross join lateral (
    select 'dead-rows' as what, 'vacuum' as task, t.vacuumed_at as last_done, t.dead <= t.vacuum_from as forgotten,
           format(
             '%s of %s rows of %s are dead, and it was last vacuumed %s: `rollcall remedy vacuum-analyze` frees their space; if they come back, look for transactions that stay open.',
             t.dead, t.live + t.dead, t.name,
             coalesce('on ' || to_char(t.vacuumed_at at time zone 'UTC', 'YYYY-MM-DD'), 'at no time that is known')
           ) as detail
    -- Whoever lets autovacuum wait for longer means it, but not for so long.
    where t.dead >= $2::integer and t.dead > $3::numeric * (t.live + t.dead)
      and (t.dead > t.vacuum_from or t.dead > 2 * $3::numeric * (t.live + t.dead))
    union all
    select 'stale-statistics', 'analyze', t.analyzed_at, false,
           format(
             '%s rows of %s have changed since its statistics were taken %s: `rollcall remedy vacuum-analyze` takes them anew.',
             t.changed, t.name,
             coalesce('on ' || to_char(t.analyzed_at at time zone 'UTC', 'YYYY-MM-DD'), 'at a time that is not known')
           )
    where t.seen and t.columns > 0 and t.changed >= $2::integer and t.changed > 2 * t.analyze_from
    union all
    select 'no-statistics', 'analyze', null, t.changed <= t.analyze_from,
           format(
             '%s has no statistics, so that queries are planned blindly: `rollcall remedy vacuum-analyze` takes them.',
             t.name
           )
    where t.seen and t.columns = 0 and greatest(t.rows, t.live) >= $2::integer
  ) as n
),
judged as materialized (
  select k.*, b.since as waiting_since,
         k.alone or k.last_done < s.patience_ends or b.since <= s.patience_ends as late
  from tasks as k
  cross join statistics as s
  left join waiting_before as b
    on b.key = k.name || '/' || k.what and b.since >= coalesce(k.last_done, '-infinity')
),
ages as (
  select 'table' as kind, t.name, t.xid_age, t.multixact_age from tables as t
  union all
  select 'database', rollcall.quoted_name(d.datname), age(d.datfrozenxid), mxid_age(d.datminmxid)
  from pg_catalog.pg_database as d
  where d.datname <> current_database()
),
wraparound as (
  select a.kind, a.name, w.what, w.age, w.age / 2147483648.0 as share
  from ages as a
  cross join lateral (
    values ('transaction ids', a.xid_age, current_setting('autovacuum_freeze_max_age')::numeric),
           ('multixact ids', a.multixact_age, current_setting('autovacuum_multixact_freeze_max_age')::numeric)
  ) as w (what, age, forced_from)
  -- From `forced_from` on Postgres vacuums it by force; a quarter more is more than under way.
  where w.age > greatest($5::numeric * 2147483648, 1.25 * w.forced_from)
),
sequences as materialized (
  select q.*,
         case when q.descends then q.highest - q.place else q.place - q.lowest end
           / nullif(q.highest - q.lowest, 0) as share
  from rollcall.sequence_positions() as q
),
findings as (
  select 'setting/' || s.name as key, 'warning' as severity,
         format('%s is off, so that no table is vacuumed until its transaction ids run out: switch it on.', s.name) as detail,
         jsonb_build_object('setting', s.name) as subject
  from (values ('autovacuum'), ('track_counts')) as s (name)
  where not current_setting(s.name)::boolean
  union all
  select 'table/' || t.name || '/autovacuum-off', 'warning',
         format(
           'Autovacuum is switched off for %s: unless it is vacuumed otherwise, `alter table %s reset (autovacuum_enabled)`.',
           t.name, t.name
         ),
         jsonb_build_object('table', t.name)
  from tables as t
  where t.switched_off and pg_relation_size(t.id) > 0
  union all
  select 'table/' || j.name || '/' || j.what, 'warning', j.detail,
         jsonb_build_object('table', j.name, 'task', j.task)
  from judged as j
  where j.late
  union all
  select format('%s/%s/wraparound-of-%s', w.kind, w.name, replace(w.what, ' ', '-')),
         case when w.share > 0.5 then 'error' else 'warning' end,
         format(
           '%s %s has used up %s %% of its %s; at 100 %% Postgres stops taking writes: %s, and end what holds them back (transactions, prepared ones, replication slots left open).',
           initcap(w.kind), w.name, trunc(100 * w.share), w.what,
           case w.kind when 'table' then '`rollcall remedy vacuum-analyze`' else 'connect to it and `vacuum`' end
         ),
         jsonb_strip_nulls(jsonb_build_object(w.kind, w.name, 'task', case w.kind when 'table' then 'freeze' end))
  from wraparound as w
  union all
  select 'sequence/' || q.name, case when q.share >= 0.9 then 'error' else 'warning' end,
         format(
           'Sequence %s has used up %s %% of what %s can hold and stops at %s: give %s in good time.',
           q.name, trunc(100 * q.share), coalesce(q.feeds, 'it'),
           case when q.descends then q.lowest else q.highest end, case when q.feeds is null then 'it a higher maximum' else 'the column and the sequence a larger type' end
         ),
         jsonb_build_object('sequence', q.name)
  from sequences as q
  where q.share >= $6::numeric
  union all
  select 'table/' || t.name || '/bloat', 'warning',
         format(
           '%s takes %s MB of which its rows need about %s MB: in a quiet hour `vacuum full %s`, which locks everybody out, or pg_repack, which does not.',
           t.name, round(t.pages / 128.0), round(t.pages_needed / 128), t.name
         ),
         jsonb_build_object('table', t.name)
  from tables as t
  where t.rows >= 0 and t.columns > 0 and t.pages / 128.0 >= $7::numeric
    and t.pages - t.pages_needed > $8::numeric * t.pages
),
-- Whoever resets the counters also hides what they had counted, until somebody comes by.
uncounted as (
  select t.name
  from tables as t
  cross join statistics as s
  where t.rows >= $2::integer and s.reset_at > s.patience_ends
    and coalesce(greatest(t.vacuumed_at, t.analyzed_at), '-infinity') < s.reset_at
),
evidence as (
  select jsonb_build_object(
    'examined', count(*),
    -- A replica counts nothing that happens to rows.
    'unseen', pg_is_in_recovery()::integer + (select count(*) from uncounted) + (select count(*) from sequences as q where q.place is null),
    'replica', pg_is_in_recovery(),
    'sequences', (select count(*) from sequences),
    'sequencesNotReadable', (select coalesce(jsonb_agg(q.name order by q.name), '[]') from sequences as q where q.place is null),
    'fullestSequence', (
      select jsonb_build_object('sequence', q.name, 'share', round(q.share, 4))
      from sequences as q where q.share is not null order by q.share desc, q.name limit 1
    ),
    -- As whom the functions look that read sequences and the statistics of columns.
    'readAs', (
      select string_agg(distinct rollcall.quoted_name(r.rolname), ', ')
      from pg_catalog.pg_proc as p
      join pg_catalog.pg_roles as r on r.oid = p.proowner
      where p.oid in ('rollcall.sequence_positions()'::regprocedure, 'rollcall.row_widths()'::regprocedure)
    ),
    'countersReset', (select s.reset_at from statistics as s),
    'countersSince', (select s.since from statistics as s),
    'notCountedSinceReset', (select coalesce(jsonb_agg(u.name order by u.name), '[]') from uncounted as u),
    'bloatEstimated', count(*) filter (where t.rows >= 0 and t.columns > 0),
    'statisticsNotVisible', count(*) filter (where not t.seen),
    'waiting', (
      select coalesce(jsonb_object_agg(j.name || '/' || j.what, coalesce(j.waiting_since, $1::timestamptz)), '{}')
      from judged as j where not coalesce(j.late, false)
    ),
    'settings', (
      select jsonb_object_agg(g.name, current_setting(g.name))
      from unnest(array[
        'autovacuum', 'track_counts', 'autovacuum_freeze_max_age', 'autovacuum_vacuum_scale_factor',
        'autovacuum_analyze_scale_factor'
      ]) as g (name)
    )
  ) as evidence
  from tables as t
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
