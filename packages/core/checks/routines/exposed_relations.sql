-- Views, materialized views and foreign tables through which the API shows what row level security or
-- a missing grant hides, or could.
create or replace function rollcall.exposed_relations(p_schemas text[])
returns table (key text, severity text, detail text)
language sql
stable
set search_path = ''
as $$
with relations as materialized (
  select r.id, r.kind, r.name, r.asks_caller from rollcall.served_relations(p_schemas) as r
),
rights as materialized (
  select a.relation, a.role_id, a.role_name, a.privilege from rollcall.api_rights(p_schemas) as a
),
open_to as (
  select
    g.relation as oid,
    string_agg(format('%s may %s', g.role_name, g.privileges), ', ' order by g.role_name) as rights
  from (
    select a.relation, a.role_name, string_agg(a.privilege, '/' order by a.privilege) as privileges
    from rights as a
    group by a.relation, a.role_name
  ) as g
  group by g.relation
),
reading_rules as materialized (
  select distinct w.ev_class as reader, d.refobjid as source
  from pg_catalog.pg_rewrite as w
  join pg_catalog.pg_depend as d
    on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> w.ev_class
),
-- What a view that asks its caller goes through for a role that may read each of them.
asked as materialized (
  with recursive reached (oid, role_id, source, kind, asks_caller) as (
    select t.id, g.role_id, t.id, t.kind, t.asks_caller
    from relations as t
    join rights as g on g.relation = t.id and g.privilege = 'select'
    where t.kind = 'v' and t.asks_caller
    union
    select e.oid, e.role_id, u.source, c.relkind::text, exists (
      select from pg_options_to_table(c.reloptions) as o
      where o.option_name = 'security_invoker' and o.option_value::boolean
    )
    from reached as e
    join reading_rules as u on u.reader = e.source
    join pg_catalog.pg_class as c on c.oid = u.source
    where e.kind = 'v' and e.asks_caller and has_any_column_privilege(e.role_id, c.oid, 'select')
  )
  select e.oid, e.role_id, e.source, e.kind from reached as e
  where e.source <> e.oid and not (e.kind = 'v' and e.asks_caller)
),
sources as (
  with recursive reached (oid, source) as (
    select t.id, u.source
    from (
      select r.id from relations as r where r.kind in ('v', 'm') union select a.source from asked as a
    ) as t
    join reading_rules as u on u.reader = t.id
    union
    select e.oid, u.source from reached as e join reading_rules as u on u.reader = e.source
  )
  select
    e.oid, c.oid as source, c.relrowsecurity, n.nspname,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)) as name
  from reached as e
  join pg_catalog.pg_class as c on c.oid = e.source and c.relkind in ('r', 'p', 'f', 'm')
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema')
),
-- What a person would not see without the view: by row level security, or for want of a grant.
hidden as (
  select s.oid, string_agg(distinct s.name, ', ' order by s.name) as names
  from sources as s
  where s.relrowsecurity
    or exists (
      select from rights as g
      where g.relation = s.oid
        and not (has_schema_privilege(g.role_id, s.nspname, 'usage')
                 and has_any_column_privilege(g.role_id, s.source, 'select'))
    )
  group by s.oid
),
-- What stands beside the API, and yet is shown by a view that asks its caller.
passed as (
  select a.oid, a.kind,
         format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)) as name,
         string_agg(r.rolname, ' and ' order by r.rolname) as roles
  from asked as a
  join pg_catalog.pg_class as c on c.oid = a.source
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  join pg_catalog.pg_roles as r on r.oid = a.role_id
  where n.nspname <> all (p_schemas) and n.nspname not in ('pg_catalog', 'information_schema')
    and (
      a.kind in ('m', 'f')
      or a.kind in ('r', 'p') and not c.relrowsecurity
      or a.kind = 'v' and exists (
        select from sources as s
        where s.oid = a.source
          and (s.relrowsecurity or not has_any_column_privilege(a.role_id, s.source, 'select'))
      )
    )
  group by a.oid, a.kind, a.source, n.nspname, c.relname
)
select
  'view/' || t.name,
  case when h.oid is null then 'warning' else 'error' end,
  format(
    'View %s (%s) asks with its owner''s rights%s: `alter view %s set (security_invoker = on)`, or revoke the rights.',
    t.name, o.rights, ' and shows what is otherwise hidden in ' || h.names, t.name
  )
from relations as t
join open_to as o on o.oid = t.id
left join hidden as h on h.oid = t.id
where t.kind = 'v' and not t.asks_caller
union all
select
  'view/' || t.name, 'error',
  format('View %s (%s) shows auth.users, which has no row level security: revoke the rights.', t.name, o.rights)
from relations as t
join open_to as o on o.oid = t.id
join sources as s on s.oid = t.id and s.name = 'auth.users' and not s.relrowsecurity
where t.kind = 'v' and t.asks_caller
union all
select
  format('view/%s/%s', t.name, p.name), 'error',
  format(
    'View %s shows %s all of %s, %s: revoke the rights on %s, or %s.',
    t.name, p.roles, p.name,
    case when p.kind = 'v' then 'which asks with its owner''s rights' else 'which no row level security closes' end,
    p.name,
    case p.kind
      when 'v' then 'have it ask its caller (security_invoker)'
      when 'm' then 'read the tables themselves'
      when 'f' then 'do not show it'
      else 'enable row level security there'
    end
  )
from relations as t
join passed as p on p.oid = t.id and p.name <> 'auth.users'
union all
select
  'materialized-view/' || t.name,
  case when h.oid is null then 'warning' else 'error' end,
  format(
    'Materialized view %s (%s) knows no row level security%s: revoke the rights, or move it out of the schemas that the API serves.',
    t.name, o.rights, ' and shows what is otherwise hidden in ' || h.names
  )
from relations as t
join open_to as o on o.oid = t.id
left join hidden as h on h.oid = t.id
where t.kind = 'm'
union all
select
  'foreign-table/' || t.name, 'error',
  format(
    'Foreign table %s (%s) knows no row level security: revoke the rights, or move it out of the schemas that the API serves.',
    t.name, o.rights
  )
from relations as t
join open_to as o on o.oid = t.id
where t.kind = 'f'
$$;
