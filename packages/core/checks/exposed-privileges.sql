-- $1: now; what is open is open at any time, and the query does not use it. $2: the schemas that the
-- API serves by the configuration. $3: what is published on purpose, reasons by key of finding.
-- Everything is answered from the catalogs, which are the same for every role. Tables without row
-- level security are the business of `row-level-security`.
with served as materialized (
  select n.oid, n.nspname
  from pg_catalog.pg_namespace as n
  where n.nspname = any (rollcall.served_schemas($2::text[])) and $1::timestamptz is not null
),
looked_at as materialized (
  select array(select s.nspname::text from served as s order by s.nspname) as schemas
),
roles as materialized (
  select r.oid, r.rolname from pg_catalog.pg_roles as r where r.rolname in ('anon', 'authenticated')
),
-- A person who has not signed in is anon; authenticated is whoever has.
people (rolname, name) as (
  values ('anon', 'anybody on the internet'), ('authenticated', 'everybody who is signed in')
),
relations as materialized (
  select t.id, t.name from looked_at as l cross join lateral rollcall.served_relations(l.schemas) as t
),
rights as materialized (
  select distinct a.relation, a.role_id, a.role_name
  from looked_at as l
  cross join lateral rollcall.api_rights(l.schemas) as a
),
functions as materialized (
  select p.oid, s.nspname
  from pg_catalog.pg_proc as p
  join served as s on s.oid = p.pronamespace
),
powers as materialized (
  select
    r.oid, r.rolname,
    string_agg(distinct case
      when q.rolsuper then 'is a superuser'
      when q.rolbypassrls and q.oid = r.oid then 'passes over row level security'
      when q.oid = r.oid then 'may create roles'
      else 'belongs to ' || rollcall.quoted_name(q.rolname)
    end, ', ') as powers
  from roles as r
  join pg_catalog.pg_roles as q on pg_has_role(r.oid, q.oid, 'member')
  where q.rolsuper or q.rolbypassrls or q.rolcreaterole
    or q.rolname ~ '^pg_' or q.rolname in ('service_role', 'rollcall_reader', 'rollcall_operator')
  group by r.oid, r.rolname
),
-- Tables of which a role reads every row.
read_whole as materialized (
  select u.role_id, array_agg(distinct u.table_name) as names
  from looked_at as l
  cross join lateral rollcall.unlimited_policies(l.schemas) as u
  where u.reads_any and u.may_read
  group by u.role_id
),
tried as materialized (
  select w.role_name, w.relation, w.could
  from looked_at as l
  cross join lateral rollcall.tried_reads(l.schemas) as w
),
findings (key, severity, detail) as (
  select e.key, e.severity, e.detail
  from looked_at as l cross join lateral rollcall.exposed_relations(l.schemas) as e
  union all
  select e.key, e.severity, e.detail
  from looked_at as l cross join lateral rollcall.exposed_functions(l.schemas) as e
  union all
  select e.key, e.severity, e.detail
  from looked_at as l cross join lateral rollcall.exposed_policies(l.schemas) as e
  union all
  select
    'role/' || w.rolname, 'error',
    format('Role %s stands for %s and %s: take that away.', w.rolname, p.name, w.powers)
  from powers as w
  join people as p on p.rolname = w.rolname
  union all
  select
    format('schema/%s', rollcall.quoted_name(n.nspname)), 'warning',
    format(
      '%s may create objects in schema %s, which the API serves: `revoke create on schema %s from public, anon, authenticated`.',
      string_agg(r.rolname, ' and ' order by r.rolname), rollcall.quoted_name(n.nspname), rollcall.quoted_name(n.nspname)
    )
  from served as n
  join roles as r on has_schema_privilege(r.oid, n.oid, 'create')
  group by n.nspname
  union all
  select
    format('schema/%s', s.name), 'error',
    format('The API serves schema %s, which is not for applications: take it out of the schemas that it serves.', s.name)
  from unnest($2::text[]) as s (name)
  where s.name = any (rollcall.platform_schemas()) and s.name not in ('graphql_public', 'storage', 'pgmq')
    and exists (select from pg_catalog.pg_namespace as n where n.nspname = s.name)
  union all
  select
    format('extension/%s', rollcall.quoted_name(x.extname)), 'warning',
    format(
      'Extension %s stands in schema %s, so that the API serves its functions: `alter extension %s set schema extensions`.',
      rollcall.quoted_name(x.extname), rollcall.quoted_name(n.nspname), rollcall.quoted_name(x.extname)
    )
  from pg_catalog.pg_extension as x
  join served as n on n.oid = x.extnamespace
  union all
  -- What a newer version mends stays open until somebody takes it over.
  select
    format('extension-version/%s', rollcall.quoted_name(x.extname)), 'warning',
    format(
      'Extension %s stands at version %s and the server brings %s: `alter extension %s update`.',
      rollcall.quoted_name(x.extname), rollcall.quoted_name(x.extversion), rollcall.quoted_name(v.default_version),
      rollcall.quoted_name(x.extname)
    )
  from pg_catalog.pg_extension as x
  join pg_catalog.pg_available_extensions as v on v.name = x.extname
  where x.extversion <> v.default_version
  union all
  select
    format('tried/%s/%s', w.role_name, t.name), 'error',
    format('%s could read %s when it was tried, though no grant says so: find out by which way, and close it.', w.role_name, t.name)
  from tried as w
  join relations as t on t.id = w.relation
  where w.could
    and not exists (
      select from rights as g where g.relation = w.relation and g.role_name = w.role_name
    )
),
evidence as (
  select jsonb_build_object(
    'examined', case when exists (select from roles) then
      (select count(*) from relations) + (select count(*) from functions)
    else 0 end,
    'relations', (select count(*) from relations),
    'functions', (select count(*) from functions),
    'policies', (select count(*) from rollcall.school_policies()),
    'schemas', (select coalesce(jsonb_agg(s.nspname order by s.nspname), '[]') from served as s),
    'roles', (select coalesce(jsonb_agg(r.rolname order by r.rolname), '[]') from roles as r),
    'reach', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'role', r.rolname,
        'relationsWithRights', (select count(*) from rights as g where g.role_id = r.oid),
        'functions', (
          select count(*) from functions as f
          where has_schema_privilege(r.oid, f.nspname, 'usage')
            and has_function_privilege(r.oid, f.oid, 'execute')
        ),
        'readsEveryRowOf', (
          select coalesce(jsonb_agg(n.name), '[]') from read_whole as w cross join unnest(w.names[:100]) as n (name)
          where w.role_id = r.oid
        )
      ) order by r.rolname), '[]')
      from roles as r
    ),
    -- What the next table or function will be open to without anybody granting it.
    'defaultPrivileges', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'schema', coalesce(n.nspname, 'every schema'), 'of', a.defaclrole::regrole, 'objects', a.defaclobjtype,
        'to', coalesce(r.rolname, 'public'), 'privilege', l.privilege_type
      ) order by n.nspname, a.defaclrole::regrole::text, a.defaclobjtype, r.rolname, l.privilege_type), '[]')
      from pg_catalog.pg_default_acl as a
      left join served as n on n.oid = a.defaclnamespace
      cross join lateral aclexplode(a.defaclacl) as l
      left join roles as r on r.oid = l.grantee
      where (a.defaclnamespace = 0 or n.oid is not null) and (l.grantee = 0 or r.oid is not null)
    ),
    'published', (
      select coalesce(jsonb_agg(f.key order by f.key), '[]') from findings as f where $3::jsonb ? f.key
    ),
    'publishedNotFound', (
      select coalesce(jsonb_agg(p.key order by p.key), '[]')
      from jsonb_object_keys($3::jsonb) as p (key)
      -- Networks are for network-exposure.
      where p.key not like 'network/%' and not exists (select from findings as f where f.key = p.key)
    ),
    'lookedAs', jsonb_build_object(
      'role', current_user,
      'triedAs', (select coalesce(jsonb_agg(distinct w.role_name), '[]') from tried as w),
      'reads', (select count(*) from tried as w),
      'succeeded', (select count(*) from tried as w where w.could)
    )
  ) as evidence
)
select f.key, f.severity, f.detail,
  case when f.key is not null then jsonb_build_object('object', substring(f.key from '/(.*)$')) end as subject,
  e.evidence
from evidence as e
left join findings as f on not $3::jsonb ? f.key
order by f.key
