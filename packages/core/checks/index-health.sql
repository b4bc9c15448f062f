-- $1: now. $2: for how many days an index must have been seen unused. $3: after how many scans of its
-- table. $4: from how many MB on. $5: from how many rows on a foreign key wants an index.
with statistics as materialized (
  select greatest(d.stats_reset, b.stats_reset) as since
  from pg_catalog.pg_stat_database as d
  cross join pg_catalog.pg_stat_bgwriter as b
  where d.datname = current_database()
),
indexes as materialized (
  select i.* from rollcall.school_indexes() as i
),
-- Somebody builds an index of this table just now; until that is done it is invalid.
building as materialized (
  select i.id, i.name
  from indexes as i
  where not i.valid
    and exists (
      select from pg_catalog.pg_stat_progress_create_index as p
      where p.datid = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
    )
    and exists (
      select from pg_catalog.pg_locks as l
      join pg_catalog.pg_index as x on x.indexrelid = i.id
      where l.relation = x.indrelid and l.granted and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock')
        and l.database = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
    )
),
-- What another index may be compared by: all of its keys, and of a btree each beginning of them. Of
-- those that are alike in everything the oldest is enough. So a table of very many indexes is not
-- compared each with each.
beginnings as materialized (
  select o.*, o.keys[1:l.length] as beginning
  from (
    select distinct on (
      i.table_id, i.method, i.keys, i.predicate, i.included, i.is_unique, i.nulls_not_distinct, i.duty, i.ours
    ) i.*
    from indexes as i
    where i.valid
    order by
      i.table_id, i.method, i.keys, i.predicate, i.included, i.is_unique, i.nulls_not_distinct, i.duty, i.ours, i.id
  ) as o
  cross join lateral generate_series(
    case when o.method = 'btree' then 1 else cardinality(o.keys) end, cardinality(o.keys)
  ) as l (length)
),
-- Each index beside one that does at least what it does. Partitions are as their table is.
redundant as materialized (
  select distinct on (a.id) a.*, b.name as better, a.keys = b.keys as same
  from indexes as a
  join beginnings as b
    on b.table_id = a.table_id and b.method = a.method and b.beginning = a.keys and b.id <> a.id
    and a.predicate is not distinct from b.predicate
    and a.included <@ (b.included || b.columns)
  where a.valid and not a.ours and not a.of_partition
    and case
      when a.keys = b.keys then
        -- What keeps rows apart is only made up for by what keeps them apart as well.
        (b.is_unique or not a.is_unique) and (b.nulls_not_distinct or not a.nulls_not_distinct)
        -- Of two that are alike the one with more to do stays, then ours, then the older one.
        and (b.duty, b.nulls_not_distinct, b.ours, cardinality(b.included), -b.id::bigint)
          > (a.duty, a.nulls_not_distinct, a.ours, cardinality(a.included), -a.id::bigint)
      else
        a.duty = 0
    end
  order by a.id, a.keys = b.keys desc, b.duty desc, b.id
),
foreign_keys as materialized (
  select f.oid as id, t.id as table_id, t.name as table_name, rollcall.quoted_name(f.conname) as name,
         k.columns,
         r.rows,
         (
           select array_agg(i.id)
           from indexes as i
           where i.table_id = t.id and i.valid and i.method in ('btree', 'hash')
             and i.columns[1:cardinality(f.conkey)] @> f.conkey
             and i.columns[1:cardinality(f.conkey)] <@ f.conkey
             -- What is not null covers every row that refers to something.
             and (i.predicate is null or i.predicate = any (k.not_null))
         ) as indexes
  from pg_catalog.pg_constraint as f
  join rollcall.school_objects('rp') as t on t.id = f.conrelid
  join pg_catalog.pg_class as c on c.oid = t.id
  cross join lateral (
    select coalesce(
      -- Of a partitioned table those of its partitions; of any other table this is null.
      (
        select sum(greatest(l.reltuples, s.n_live_tup, 0))
        from pg_catalog.pg_partition_tree(t.id) as p
        join pg_catalog.pg_class as l on l.oid = p.relid
        left join pg_catalog.pg_stat_all_tables as s on s.relid = l.oid
        where p.isleaf
      ),
      (select greatest(c.reltuples, s.n_live_tup) from pg_catalog.pg_stat_all_tables as s where s.relid = t.id)
    )::bigint as rows
  ) as r
  cross join lateral (
    select string_agg(rollcall.quoted_name(a.attname), ', ' order by n.place) as columns,
           array_agg(format('(%I IS NOT NULL)', a.attname)) as not_null
    from unnest(f.conkey) with ordinality as n (number, place)
    join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = n.number
  ) as k
  where f.contype = 'f' and f.conparentid = 0
),
seen_before as materialized (
  select u.key as name, (u.value ->> 'id')::bigint as id, (u.value ->> 'since')::timestamptz as since
  from (
    select v.verdict -> 'evidence' -> 'unscanned' as unscanned
    from rollcall.verdicts as v
    join rollcall.runs as r on r.id = v.run_id
    where v.check_id = 'index-health' and v.state in ('pass', 'fail', 'remedied') and r.now <= $1::timestamptz
    order by v.run_id desc
    limit 1
  ) as last_look
  cross join lateral jsonb_each(coalesce(last_look.unscanned, '{}')) as u
),
-- Indexes that nothing else calls for than finding rows, and that found none since Postgres counts.
unscanned as materialized (
  select i.*, coalesce(b.since, $1::timestamptz) as since,
         coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0) as scans
  from indexes as i
  join pg_catalog.pg_stat_all_indexes as x on x.indexrelid = i.id and x.idx_scan = 0
  join pg_catalog.pg_stat_all_tables as t on t.relid = i.table_id
  cross join statistics as s
  left join seen_before as b
    on b.name = i.name and b.id = i.id::bigint and b.since >= coalesce(s.since, '-infinity')
  where i.valid and i.duty = 0 and not i.ours and not i.of_partition
    and i.pages / 128.0 >= $4::numeric
    and not exists (select from foreign_keys as f where i.id = any (f.indexes))
    and not exists (select from redundant as r where r.id = i.id)
),
-- The partitions of a table have its key.
without_key as (
  select t.name
  from rollcall.school_objects('rp') as t
  join pg_catalog.pg_class as c on c.oid = t.id and not c.relispartition
  where not exists (select from pg_catalog.pg_index as x where x.indrelid = t.id and x.indisprimary)
),
invalid as (
  select i.*,
         case
           when i.of_parent then null
           when i.remnant then 'drop'
           else 'rebuild'
         end as task
  from indexes as i
  where not i.valid and not exists (select from building as b where b.id = i.id)
),
findings as (
  select 'index/' || i.name || '/invalid' as key,
         case when i.is_unique and i.task is distinct from 'drop' then 'error' else 'warning' end as severity,
         format(
           '%s of %s is invalid%s: %s.', i.name, i.table_name,
           case when i.is_unique and i.task is distinct from 'drop' then ', so that it need not keep anything unique'
                else ', so that it costs writes and finds nothing' end,
           case i.task
             when 'drop' then '`rollcall remedy rebuild-index` drops what an interrupted rebuild left behind'
             when 'rebuild' then '`rollcall remedy rebuild-index` builds it anew'
             else 'attach to it an index of each partition'
           end
         ) as detail,
         jsonb_strip_nulls(jsonb_build_object('index', i.name, 'task', i.task)) as subject
  from invalid as i
  union all
  select 'index/' || r.name || case when r.same then '/duplicate' else '/redundant' end, 'warning',
         format(
           case when r.same then '%s of %s does what %s does: %s.' else '%s of %s does what %s, which begins like it, does as well: %s.' end,
           r.name, r.table_name, r.better,
           case when r.duty in (3, 4) then 'drop the constraint that it belongs to, if nothing refers to it'
                else format('`drop index concurrently %s`', r.name) end
         ),
         jsonb_build_object('index', r.name, 'insteadOf', r.better)
  from redundant as r
  union all
  select format('foreign-key/%s/%s', f.table_name, f.name), 'warning',
         format(
           'To delete a row that foreign key %s refers to, Postgres reads all of %s: `create index concurrently on %s (%s)`.',
           f.name, f.table_name, f.table_name, f.columns
         ),
         jsonb_build_object('table', f.table_name, 'foreignKey', f.name)
  from foreign_keys as f
  where f.indexes is null and f.rows >= $5::integer
  union all
  select format('table/%s/no-primary-key', w.name), 'warning',
         format(
           '%s has no primary key, so that the API and a replica can''t name one row of it, and to find one reads all: `alter table %s add primary key (…)`, with the columns that tell its rows apart, or with a new one.',
           w.name, w.name
         ),
         jsonb_build_object('table', w.name)
  from without_key as w
  union all
  select 'index/' || u.name || '/unused', 'warning',
         format(
           'No query has used %s of %s (%s MB) since %s at least, while its table was read %s times: if no replica and no yearly report needs it, `drop index concurrently %s`.',
           u.name, u.table_name, round(u.pages / 128.0), to_char(u.since at time zone 'UTC', 'YYYY-MM-DD'), u.scans, u.name
         ),
         jsonb_build_object('index', u.name)
  from unscanned as u
  where u.since <= $1::timestamptz - $2::integer * interval '1 day' and u.scans >= $3::integer
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from indexes),
    'unseen', (select count(*) from building),
    'foreignKeys', (select count(*) from foreign_keys),
    'foreignKeysOfSmallTables', (
      select coalesce(jsonb_agg(f.table_name || ' (' || f.columns || ')' order by f.table_name, f.columns), '[]')
      from foreign_keys as f where f.indexes is null and f.rows < $5::integer
    ),
    'beingBuilt', (select coalesce(jsonb_agg(b.name order by b.name), '[]') from building as b),
    'unscanned', (
      select coalesce(jsonb_object_agg(u.name, jsonb_build_object('id', u.id::bigint, 'since', u.since)), '{}')
      from unscanned as u
    ),
    'countersSince', (select s.since from statistics as s)
  ) as evidence
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
