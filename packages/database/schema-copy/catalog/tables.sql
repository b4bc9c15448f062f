-- $1: the schemas that are left out. Sequences, tables with their columns, what is part of what, and
-- defaults. Constraints and indexes come later.
with relations as (
  select c.oid, c.relkind, c.relpersistence, c.relispartition, c.relpartbound, c.reloptions,
         format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
    and c.relkind in ('r', 'p', 'S')
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
),
-- How a sequence counts, and the column whose identity it is or that it belongs to.
sequences as (
  select r.oid, r.name, d.deptype, d.refobjid as of_table, d.refobjsubid as of_column,
         format_type(s.seqtypid, null) as type,
         concat(
           'increment by ', s.seqincrement, ' minvalue ', s.seqmin, ' maxvalue ', s.seqmax,
           ' start with ', s.seqstart, ' cache ', s.seqcache, case when s.seqcycle then ' cycle' end
         ) as counting
  from relations as r
  join pg_catalog.pg_sequence as s on s.seqrelid = r.oid
  left join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = r.oid
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
),
columns as (
  select r.oid, string_agg(concat(
    format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
    (
      select format(' collate %I.%I', n.nspname, l.collname)
      from pg_catalog.pg_collation as l
      join pg_catalog.pg_namespace as n on n.oid = l.collnamespace
      join pg_catalog.pg_type as t on t.oid = a.atttypid and t.typcollation <> l.oid
      where l.oid = a.attcollation
    ),
    case when a.attgenerated <> '' then format(
      ' generated always as (%s) %s', pg_get_expr(d.adbin, d.adrelid),
      case a.attgenerated when 's' then 'stored' else 'virtual' end
    ) end,
    -- A partition has its identity from its table.
    case when a.attidentity <> '' and not r.relispartition then format(
      ' generated %s as identity (sequence name %s %s)',
      case a.attidentity when 'a' then 'always' else 'by default' end, s.name, s.counting
    ) end,
    case when a.attnotnull then ' not null' end
  ), ', ' order by a.attnum) as list
  from relations as r
  join pg_catalog.pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join sequences as s on s.of_table = r.oid and s.of_column = a.attnum and s.deptype = 'i'
  where r.relkind <> 'S'
  group by r.oid
)
select 'sequence' as kind, s.name, format('create sequence %s as %s %s', s.name, s.type, s.counting) as statement,
       1 as place, s.oid
from sequences as s
where s.deptype is distinct from 'i'
union all
select 'table', r.name, concat(
  'create', case when r.relpersistence = 'u' then ' unlogged' end, ' table ', r.name, ' (', c.list, ')',
  (
    select format(' inherits (%s)', string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno))
    from pg_catalog.pg_inherits as i
    where i.inhrelid = r.oid and not r.relispartition
    having count(*) > 0
  ),
  case when r.relkind = 'p' then ' partition by ' || pg_get_partkeydef(r.oid) end,
  (
    select format(' with (%s)', string_agg(
      format('%s = %L', split_part(o.option, '=', 1), substr(o.option, strpos(o.option, '=') + 1)), ', '
    ))
    from unnest(r.reloptions) as o (option)
    having count(*) > 0
  )
), 2, r.oid
from relations as r
left join columns as c on c.oid = r.oid
where r.relkind <> 'S'
union all
select 'partition', r.name, format(
  'alter table only %s attach partition %s %s', i.inhparent::regclass, r.name, pg_get_expr(r.relpartbound, r.oid)
), 3, r.oid
from relations as r
join pg_catalog.pg_inherits as i on i.inhrelid = r.oid
where r.relispartition
union all
select 'default', format('of %s.%I', r.name, a.attname), format(
  'alter table only %s alter column %I set default %s', r.name, a.attname, pg_get_expr(d.adbin, d.adrelid)
), 4, r.oid
from relations as r
join pg_catalog.pg_attribute as a on a.attrelid = r.oid and a.attgenerated = ''
join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind <> 'S'
union all
select 'owner', format('of the sequence %s', s.name), format(
  'alter sequence %s owned by %s.%I', s.name, s.of_table::regclass, a.attname
), 5, s.oid
from sequences as s
join pg_catalog.pg_attribute as a on a.attrelid = s.of_table and a.attnum = s.of_column
where s.deptype = 'a'
order by place, oid, name;
