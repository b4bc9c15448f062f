-- $1: the schemas that are left out. Constraints, indexes and statistics. What a part has from its
-- whole comes with the whole.
with tables as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
    and c.relkind in ('r', 'p')
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
)
select 'constraint' as kind, format('%I on %s', c.conname, t.name) as name,
       format('alter table %s%s add constraint %I %s',
              case when c.contype in ('p', 'u') then 'only ' else '' end, t.name, c.conname,
              pg_get_constraintdef(c.oid)) as statement,
       case when c.contype in ('p', 'u', 'x') then 1 when c.contype = 'c' then 2 else 3 end as place
from tables as t
join pg_catalog.pg_constraint as c on c.conrelid = t.oid
where c.contype in ('p', 'u', 'x', 'c', 'f')
  -- Of a key, each part has an index of its own, which is attached below.
  and (c.contype in ('p', 'u', 'x') or c.conislocal and c.conparentid = 0)
union all
select 'index', format('%I on %s', i.relname, t.name), pg_get_indexdef(x.indexrelid), 4
from tables as t
join pg_catalog.pg_index as x on x.indrelid = t.oid
join pg_catalog.pg_class as i on i.oid = x.indexrelid
where not exists (
  select from pg_catalog.pg_constraint as c where c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x')
)
union all
select 'partition', format('of the index %s', i.inhparent::regclass),
       format('alter index %s attach partition %s', i.inhparent::regclass, i.inhrelid::regclass), 5
from tables as t
join pg_catalog.pg_index as x on x.indrelid = t.oid
join pg_catalog.pg_inherits as i on i.inhrelid = x.indexrelid
union all
select 'statistics', format('%I on %s', s.stxname, t.name), pg_get_statisticsobjdef(s.oid), 6
from tables as t
join pg_catalog.pg_statistic_ext as s on s.stxrelid = t.oid
order by place, name;
