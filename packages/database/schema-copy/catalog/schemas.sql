-- $1: the schemas that are left out. The others, and the extensions of the database.
select 'schema' as kind, format('%I', n.nspname) as name,
       format('create schema if not exists %I', n.nspname) as statement, 1 as place
from pg_catalog.pg_namespace as n
where n.nspname !~ '^pg_' and n.nspname <> all ($1)
union all
select 'extension', format('%I', e.extname),
       format('create extension if not exists %I schema %I', e.extname, n.nspname), 2
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname <> 'plpgsql'
order by place, name;
