-- What a database has of what Rollcall needs beside its schema, one row. Everything is read from the
-- catalog, which everybody may read. Who may make roles is a member of those that it made, and is no
-- login of theirs.
with recursive ours (role_name, oid) as (
  select r.rolname, r.oid
  from pg_catalog.pg_roles as r
  where r.rolname in ('rollcall_reader', 'rollcall_operator')
),
members (role_name, member) as (
  select o.role_name, o.oid from ours as o
  union
  select m.role_name, a.member
  from members as m
  join pg_catalog.pg_auth_members as a on a.roleid = m.member
),
logins (role_name, member) as (
  select m.role_name, m.member
  from members as m
  join pg_catalog.pg_roles as r on r.oid = m.member
  where r.rolcanlogin and not r.rolsuper and not r.rolcreaterole
),
owner (oid) as (
  select coalesce(
    (select n.nspowner from pg_catalog.pg_namespace as n where n.nspname = 'rollcall'),
    (select d.datdba from pg_catalog.pg_database as d where d.datname = current_database())
  )
)
select
  current_user::text as "user",
  case
    when pg_has_role(current_user, (select w.oid from owner as w), 'usage') then 'owner'
    when pg_has_role(current_user, to_regrole('rollcall_operator'), 'usage') then 'rollcall_operator'
    when pg_has_role(current_user, to_regrole('rollcall_reader'), 'usage') then 'rollcall_reader'
    else 'none'
  end as standing,
  array(select o.role_name::text from ours as o) as roles,
  -- Who may operate may look as well, but is no login for looking.
  exists (
    select from logins as l
    where l.role_name = 'rollcall_reader'
      and not exists (
        select from logins as p where p.role_name = 'rollcall_operator' and p.member = l.member
      )
  ) as "readerLogsIn",
  exists (select from logins as l where l.role_name = 'rollcall_operator') as "operatorLogsIn",
  array(select e.name::text from pg_catalog.pg_available_extensions as e) as available,
  array(select e.extname::text from pg_catalog.pg_extension as e) as installed
