-- $1: the schemas that are left out. What the copy does without, because it needs more than a plain
-- owner's rights, or another server, or would meddle with the faults.
with schemas as (
  select n.oid, n.nspname from pg_catalog.pg_namespace as n where n.nspname !~ '^pg_' and n.nspname <> all ($1)
)
select 'foreign table' as kind, format('%I.%I', s.nspname, c.relname) as name, null as statement
from schemas as s
join pg_catalog.pg_class as c on c.relnamespace = s.oid and c.relkind = 'f'
union all
select 'aggregate', p.oid::regprocedure::text, null
from schemas as s
join pg_catalog.pg_proc as p on p.pronamespace = s.oid and p.prokind = 'a'
where not exists (
  select from pg_catalog.pg_depend as d
  where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
)
union all
select 'operator', o.oid::regoperator::text, null
from schemas as s
join pg_catalog.pg_operator as o on o.oprnamespace = s.oid
where not exists (
  select from pg_catalog.pg_depend as d
  where d.classid = 'pg_catalog.pg_operator'::regclass and d.objid = o.oid and d.deptype = 'e'
)
union all
select 'event trigger', format('%I', e.evtname), null
from pg_catalog.pg_event_trigger as e
where not exists (
  select from pg_catalog.pg_depend as d
  where d.classid = 'pg_catalog.pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e'
)
order by kind, name;
