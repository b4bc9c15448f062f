-- How the role $1 stands: no row where there is none. Postgres before 16 knows no membership that is
-- not inherited, nor more than one that granted it.
select
  r.rolcanlogin as login,
  r.rolconnlimit as "connectionLimit",
  r.rolname = current_user as "isOwn",
  coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') as comment,
  current_setting('server_version_num')::int >= 160000 as "hasGrantors",
  array(
    select jsonb_build_object(
      'role', g.rolname,
      'inherits', bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)),
      'isAdmin', bool_or(m.admin_option),
      'grantors', jsonb_agg(m.grantor::regrole::text order by m.grantor)
    )
    from pg_catalog.pg_auth_members as m
    join pg_catalog.pg_roles as g on g.oid = m.roleid
    where m.member = r.oid
    group by g.rolname
    order by g.rolname
  ) as memberships
from pg_catalog.pg_roles as r
where r.rolname = $1;
