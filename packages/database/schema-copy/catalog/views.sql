-- $1: the schemas that are left out. Views and materialized views, and rules on tables.
with relations as (
  select c.oid, c.relkind, c.reloptions, c.relispopulated, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
)
select case r.relkind when 'v' then 'view' else 'materialized view' end as kind, r.name, concat(
  'create ', case r.relkind when 'm' then 'materialized ' end, 'view ', r.name,
  (
    select format(' with (%s)', string_agg(
      format('%s = %L', split_part(o.option, '=', 1), substr(o.option, strpos(o.option, '=') + 1)), ', '
    ))
    from unnest(r.reloptions) as o (option)
    having count(*) > 0
  ),
  ' as ', rtrim(pg_get_viewdef(r.oid), ';'),
  case when r.relkind = 'm' and not r.relispopulated then ' with no data' end
) as statement, 1 as place, r.oid
from relations as r
where r.relkind in ('v', 'm')
union all
select 'index', format('%s on %s', x.indexrelid::regclass, r.name), pg_get_indexdef(x.indexrelid), 2, x.indexrelid
from relations as r
join pg_catalog.pg_index as x on x.indrelid = r.oid
where r.relkind = 'm'
union all
select 'rule', format('%I on %s', w.rulename, r.name), pg_get_ruledef(w.oid), 3, w.oid
from relations as r
join pg_catalog.pg_rewrite as w on w.ev_class = r.oid and w.rulename <> '_RETURN'
order by place, oid;
