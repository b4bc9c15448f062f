-- $1: the schemas that are left out. The roles that this database names, as owners, in grants or in
-- policies, the one that owns the server and those that Rollcall and the API count on. A superuser
-- becomes a role that passes over row level security: nobody is a superuser in the copy.
with named as (
  select d.refobjid as oid
  from pg_catalog.pg_shdepend as d
  where d.refclassid = 'pg_catalog.pg_authid'::regclass
    and d.dbid = (select b.oid from pg_catalog.pg_database as b where b.datname = current_database())
  union
  select r.oid
  from pg_catalog.pg_roles as r
  where r.oid = 10
    or r.rolname in (
      'anon', 'authenticated', 'service_role', 'authenticator', 'rollcall_reader', 'rollcall_operator'
    )
),
roles as (
  select r.oid, r.rolname, r.rolbypassrls or r.rolsuper as passes
  from named as n
  join pg_catalog.pg_roles as r on r.oid = n.oid
  -- The copy has a postgres of its own.
  where r.rolname !~ '^pg_' and r.rolname <> 'postgres' and $1::text[] is not null
)
select 'role' as kind, format('%I', r.rolname) as name,
       format('create role %I nologin', r.rolname) as statement, 1 as place
from roles as r
union all
select 'right of the role', format('%I to pass over row level security', r.rolname),
       format('alter role %I bypassrls', r.rolname), 2
from roles as r
where r.passes
union all
select 'membership', format('of %I in %I', m.rolname, g.rolname), format('grant %I to %I', g.rolname, m.rolname), 3
from pg_catalog.pg_auth_members as a
join pg_catalog.pg_roles as g on g.oid = a.roleid
join roles as m on m.oid = a.member
where (g.rolname ~ '^pg_' or a.roleid in (select r.oid from roles as r)) and a.roleid <> a.member
union all
-- What the API serves is a setting of its role.
select 'setting', format('%s of %I', split_part(c.setting, '=', 1), r.rolname),
       format('alter role %I set %s = %L', r.rolname, split_part(c.setting, '=', 1),
              substr(c.setting, strpos(c.setting, '=') + 1)), 4
from pg_catalog.pg_db_role_setting as s
join roles as r on r.oid = s.setrole
cross join unnest(s.setconfig) as c (setting)
where c.setting like 'pgrst.db\_schemas=%'
  and s.setdatabase in (0, (select b.oid from pg_catalog.pg_database as b where b.datname = current_database()))
order by place, name;
