-- $1: now. $2: the schemas that the API serves by the configuration. What is open is told by catalogs
-- only, which are the same for every role; our own history tells which table is new.
with served as materialized (
  select n.oid, n.nspname
  from pg_catalog.pg_namespace as n
  where n.nspname = any (rollcall.served_schemas($2::text[]))
),
-- The newest table of the look before this one. Where ids begin anew, as in a copy of the database,
-- that of a table of ours is another one, and nothing is said.
last_look as materialized (
  select (v.verdict #>> '{evidence,newestTable,id}')::bigint as newest, r.now
  from rollcall.verdicts as v
  join rollcall.runs as r on r.id = v.run_id
  where v.check_id = 'row-level-security' and v.state in ('pass', 'fail') and r.now <= $1::timestamptz
    and v.verdict #>> '{evidence,newestTable,beside}' = 'rollcall.verdicts'::regclass::oid::text
  order by v.run_id desc
  limit 1
),
tables as materialized (
  select
    c.oid, n.nspname, c.relrowsecurity, c.relforcerowsecurity, c.relowner,
    s.oid is not null or n.nspname = 'pgmq' as is_served,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)) as name,
    (select l.now from last_look as l where c.oid::bigint > l.newest) as came_after,
    -- Those of the school; Rollcall's open nothing to anybody else.
    (
      select string_agg(rollcall.quoted_name(p.polname), ', ' order by p.polname)
      from pg_catalog.pg_policy as p where p.polrelid = c.oid and p.polname not like 'rollcall%'
    ) as policies
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  left join served as s on s.oid = n.oid
  where c.relkind in ('r', 'p')
    and (
      n.nspname <> all (rollcall.platform_schemas())
      and n.nspname !~ '^pg_(toast_)?temp_'
      -- What an extension brought is the extension's business.
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
      -- The school's queues, which the API serves through the functions of another schema.
      or n.nspname = 'pgmq' and c.relname like 'q\_%'
        and exists (select from served as q where q.nspname = 'pgmq_public')
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
findings (key, severity, detail, name) as (
  select
    'table/' || t.name, 'error',
    format(
      'Row level security is off on %s (%s)%s: %s, then `alter table %s enable row level security`.',
      t.name,
      coalesce((
        select string_agg(format('%s may %s', r.rolname, r.privileges), ', ' order by r.rolname)
        from rights as r where r.oid = t.oid
      ), 'no grant to anon or authenticated is there yet'),
      ', which came after the look of ' || to_char(t.came_after at time zone 'UTC', 'YYYY-MM-DD'),
      coalesce('look over its policies, which do nothing yet: ' || t.policies, 'write its policies'),
      t.name
    ),
    t.name
  from tables as t
  where not t.relrowsecurity and t.is_served
  union all
  -- Whoever wrote the policies believes that they hold.
  select
    'table/' || t.name, 'error',
    format(
      'Row level security is off on %s, though it has policies (%s): `alter table %s enable row level security`, or drop them.',
      t.name, t.policies, t.name
    ),
    t.name
  from tables as t
  where not t.relrowsecurity and not t.is_served and t.policies is not null
  union all
  select
    'owner/' || t.name, 'error',
    format(
      'Row level security does not hold for %s on %s, because it owns the table: `alter table %s owner to postgres`, or `force row level security`.',
      r.rolname, t.name, t.name
    ),
    t.name
  from tables as t
  join roles as r on pg_has_role(r.oid, t.relowner, 'usage')
  where t.is_served and t.relrowsecurity and not t.relforcerowsecurity
  union all
  select c.key, 'warning', c.detail, c.table_name from rollcall.costly_policies() as c
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
    'newestTable', jsonb_build_object(
      'id', coalesce(max(t.oid::bigint), 0), 'beside', 'rollcall.verdicts'::regclass::oid::text
    ),
    'newSinceLastLook', (
      select coalesce(jsonb_agg(n.name order by n.name), '[]')
      from (
        select q.name from tables as q where q.is_served and q.came_after is not null order by q.name limit 100
      ) as n
    ),
    'notServed', count(*) filter (where not t.is_served),
    'schemas', (select coalesce(string_agg(rollcall.quoted_name(s.nspname), ', ' order by s.nspname), '') from served as s),
    -- Closed to everybody but the server side, which is safe; yet it may not be what was meant.
    'withoutPolicy', (
      select coalesce(jsonb_agg(n.name order by n.name), '[]')
      from (
        select q.name from tables as q
        where q.is_served and q.relrowsecurity and q.policies is null order by q.name limit 100
      ) as n
    ),
    -- What these show is the business of `exposed-privileges`.
    'views', (
      select count(*) from pg_catalog.pg_class as c
      join served as s on s.oid = c.relnamespace where c.relkind in ('v', 'm')
    ),
    'policies', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', rollcall.quoted_name(p.schemaname) || '.' || rollcall.quoted_name(p.tablename),
        'policy', rollcall.quoted_name(p.policyname), 'command', p.cmd,
        'roles', p.roles, 'permissive', p.permissive = 'PERMISSIVE'
      ) order by p.schemaname, p.tablename, p.policyname), '[]')
      from policies as p
    ),
    -- Safe, because nothing passes; yet a right that no policy opens may not be what was meant.
    'rightsWithoutPolicy', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'table', n.name, 'role', n.rolname, 'privileges', n.privileges
      ) order by n.name, n.rolname), '[]')
      from (
        select q.name, r.rolname, r.privileges
        from tables as q
        join rights as r on r.oid = q.oid
        where q.relrowsecurity and q.is_served
          and not exists (
            select from pg_catalog.pg_policy as p
            cross join lateral unnest(p.polroles) as to_role (id)
            where p.polrelid = q.oid and p.polpermissive
              and (to_role.id = 0 or pg_has_role(r.rolname, to_role.id, 'usage'))
          )
        order by q.name, r.rolname
        limit 100
      ) as n
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
  f.severity,
  f.detail,
  case when f.name is not null then jsonb_build_object('table', f.name) end as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.key
