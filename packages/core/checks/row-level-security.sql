-- $1: now; what is open is open at any time, and the query does not use it. $2: the schemas that
-- the API serves by the configuration. Catalogs only, which are the same for every role.
with served as materialized (
  select n.oid, n.nspname
  from pg_catalog.pg_namespace as n
  where n.nspname = any (rollcall.served_schemas($2::text[])) and $1::timestamptz is not null
),
tables as materialized (
  select
    c.oid, n.nspname, c.relrowsecurity, c.relforcerowsecurity, c.relowner, s.oid is not null as is_served,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)) as name,
    -- Those of the school; Rollcall's open nothing to anybody else.
    (
      select string_agg(rollcall.quoted_name(p.polname), ', ' order by p.polname)
      from pg_catalog.pg_policy as p where p.polrelid = c.oid and p.polname not like 'rollcall%'
    ) as policies
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  left join served as s on s.oid = n.oid
  where c.relkind in ('r', 'p')
    and n.nspname <> all (rollcall.platform_schemas())
    and n.nspname !~ '^pg_(toast_)?temp_'
    -- What an extension brought is the extension's business.
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
),
roles as materialized (
  select r.oid, r.rolname from pg_catalog.pg_roles as r where r.rolname in ('anon', 'authenticated')
),
-- Whatever gives the right: a grant to the role, to everybody, or on a column.
rights as materialized (
  select t.oid, r.rolname, string_agg(p.privilege, '/' order by p.privilege) as privileges
  from tables as t
  cross join roles as r
  cross join unnest(array['delete', 'insert', 'select', 'truncate', 'update']) as p (privilege)
  where has_schema_privilege(r.oid, t.nspname, 'usage')
    and case
      when p.privilege in ('delete', 'truncate') then has_table_privilege(r.oid, t.oid, p.privilege)
      else has_any_column_privilege(r.oid, t.oid, p.privilege)
    end
  group by t.oid, r.rolname
),
findings (key, detail, name) as (
  select
    'table/' || t.name,
    format(
      'Row level security is off on %s (%s): %s, then `alter table %s enable row level security`.',
      t.name,
      coalesce((
        select string_agg(format('%s may %s', r.rolname, r.privileges), ', ' order by r.rolname)
        from rights as r where r.oid = t.oid
      ), 'no grant to anon or authenticated is there yet'),
      coalesce('look over its policies, which do nothing yet: ' || t.policies, 'write its policies'),
      t.name
    ),
    t.name
  from tables as t
  where not t.relrowsecurity and t.is_served
  union all
  -- Whoever wrote the policies believes that they hold.
  select
    'table/' || t.name,
    format(
      'Row level security is off on %s, though it has policies (%s): `alter table %s enable row level security`, or drop them.',
      t.name, t.policies, t.name
    ),
    t.name
  from tables as t
  where not t.relrowsecurity and not t.is_served and t.policies is not null
  union all
  select
    'owner/' || t.name,
    format(
      'Row level security does not hold for %s on %s, because it owns the table: `alter table %s owner to postgres`, or `force row level security`.',
      r.rolname, t.name, t.name
    ),
    t.name
  from tables as t
  join roles as r on pg_has_role(r.oid, t.relowner, 'usage')
  where t.is_served and t.relrowsecurity and not t.relforcerowsecurity
),
policies as (
  select p.schemaname, p.tablename, p.policyname, p.cmd, p.roles, p.permissive
  from pg_catalog.pg_policies as p
  join served as s on s.nspname = p.schemaname
  order by p.schemaname, p.tablename, p.policyname
  limit 100
),
evidence as (
  select jsonb_build_object(
    'examined', count(*) filter (where t.is_served),
    'closed', count(*) filter (where t.relrowsecurity and t.is_served),
    'forced', count(*) filter (where t.relforcerowsecurity and t.is_served),
    'partitions', (
      select count(*) from tables as q
      join pg_catalog.pg_inherits as i on i.inhrelid = q.oid where q.is_served
    ),
    'notServed', count(*) filter (where not t.is_served),
    'schemas', (select coalesce(string_agg(s.nspname, ', ' order by s.nspname), '') from served as s),
    -- Closed to everybody but the server side, which is safe; yet it may not be what was meant.
    'withoutPolicy', (
      select coalesce(jsonb_agg(q.name order by q.name), '[]')
      from tables as q where q.is_served and q.relrowsecurity and q.policies is null
    ),
    -- What these show is the business of `exposed-privileges`.
    'views', (
      select count(*) from pg_catalog.pg_class as c
      join served as s on s.oid = c.relnamespace where c.relkind in ('v', 'm')
    ),
    'policies', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', p.schemaname || '.' || p.tablename, 'policy', p.policyname, 'command', p.cmd,
        'roles', p.roles, 'permissive', p.permissive = 'PERMISSIVE'
      ) order by p.schemaname, p.tablename, p.policyname), '[]')
      from policies as p
    ),
    -- Safe, because nothing passes; yet a right that no policy opens may not be what was meant.
    'rightsWithoutPolicy', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', q.name, 'role', r.rolname, 'privileges', r.privileges
      ) order by q.name, r.rolname), '[]')
      from tables as q
      join rights as r on r.oid = q.oid
      where q.relrowsecurity and q.is_served
        and not exists (
          select from pg_catalog.pg_policy as p
          cross join lateral unnest(p.polroles) as to_role (id)
          where p.polrelid = q.oid and p.polpermissive
            and (to_role.id = 0 or pg_has_role(r.rolname, to_role.id, 'usage'))
        )
    ),
    'schemasNotThere', (
      select coalesce(jsonb_agg(s.name order by s.name), '[]')
      from unnest($2::text[]) as s (name)
      where not exists (select from pg_catalog.pg_namespace as n where n.nspname = s.name)
    )
  ) as evidence
  from tables as t
)
select
  f.key,
  'error' as severity,
  f.detail,
  case when f.name is not null then jsonb_build_object('table', f.name) end as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.key
