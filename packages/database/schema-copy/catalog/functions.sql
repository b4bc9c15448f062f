-- $1: the schemas that are left out. Functions and procedures as they stand now, whoever wrote them,
-- but for those that come with a type of ranges.
select 'function' as kind, p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as statement
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname !~ '^pg_' and n.nspname <> all ($1)
  and p.prokind in ('f', 'p', 'w')
  and not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i')
  )
order by p.oid;
