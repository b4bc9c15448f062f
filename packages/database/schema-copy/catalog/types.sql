-- $1: the schemas that are left out. Enumerations, composites, domains and ranges.
with types as (
  select t.oid, t.typtype, t.typrelid, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault,
         t.typcollation, format('%I.%I', n.nspname, t.typname) as name
  from pg_catalog.pg_type as t
  join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
  left join pg_catalog.pg_class as c on c.oid = t.typrelid
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
    and (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c')
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
    )
)
select 'type' as kind, t.name, format('create type %s as enum (%s)', t.name, (
  select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
  from pg_catalog.pg_enum as e where e.enumtypid = t.oid
)) as statement, 1 as place
from types as t
where t.typtype = 'e'
union all
select 'type', t.name, format('create type %s as (%s)', t.name, (
  select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
  from pg_catalog.pg_attribute as a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
)), 2
from types as t
where t.typtype = 'c'
union all
select 'type', t.name, format('create type %s as range (subtype = %s)', t.name, format_type(r.rngsubtype, null)), 2
from types as t
join pg_catalog.pg_range as r on r.rngtypid = t.oid
union all
select 'domain', t.name, concat(
  'create domain ', t.name, ' as ', format_type(t.typbasetype, t.typtypmod),
  (
    select format(' collate %I.%I', n.nspname, l.collname)
    from pg_catalog.pg_collation as l
    join pg_catalog.pg_namespace as n on n.oid = l.collnamespace
    join pg_catalog.pg_type as b on b.oid = t.typbasetype and b.typcollation <> l.oid
    where l.oid = t.typcollation
  ),
  ' default ' || t.typdefault, case when t.typnotnull then ' not null' end
), 3
from types as t
where t.typtype = 'd'
union all
select 'constraint', format('%I on the domain %s', c.conname, t.name),
       format('alter domain %s add constraint %I %s', t.name, c.conname, pg_get_constraintdef(c.oid)), 4
from types as t
join pg_catalog.pg_constraint as c on c.contypid = t.oid and c.contype = 'c'
order by place, name;
