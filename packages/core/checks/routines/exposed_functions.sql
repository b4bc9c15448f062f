-- Functions that whoever calls the API may call and that act as their owner, and functions of the
-- school that look their names up wherever their caller says.
create or replace function rollcall.exposed_functions(p_schemas text[])
returns table (key text, severity text, detail text)
language sql
stable
set search_path = ''
as $$
with functions as materialized (
  select
    p.oid, p.prosecdef, n.nspname,
    p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) as of_trigger,
    n.nspname = any (p_schemas) as is_served,
    format(
      '%s.%s(%s)', rollcall.quoted_name(n.nspname), rollcall.quoted_name(p.proname),
      (
        select string_agg(
          regexp_replace(format_type(a.type, null), '[^[:print:]]', '?', 'g'), ', ' order by a.place
        )
        from unnest(p.proargtypes) with ordinality as a (type, place)
      )
    ) as name,
    not exists (
      select from unnest(p.proconfig) as c (setting) where c.setting like 'search\_path=%'
    ) as wanders
  from pg_catalog.pg_proc as p
  join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
  -- An aggregate can't be given a search path; the functions that it is made of are here.
  where p.prokind in ('f', 'p')
    and n.nspname <> all (rollcall.platform_schemas())
    and n.nspname !~ '^pg_(toast_)?temp_'
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )
),
callers as materialized (
  select
    f.oid,
    string_agg(r.rolname, ' and ' order by r.rolname) as names,
    bool_or(r.rolname = 'anon') as anybody
  from functions as f
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  where f.is_served and not f.of_trigger
    and has_schema_privilege(r.oid, f.nspname, 'usage')
    and has_function_privilege(r.oid, f.oid, 'execute')
  group by f.oid
)
select
  'function/' || f.name,
  case when c.anybody then 'error' else 'warning' end,
  format(
    'Function %s may be called by %s and acts with its owner''s rights: `revoke execute on function %s from public, anon, authenticated`, or make it security invoker.',
    f.name, c.names, f.name
  )
from functions as f
join callers as c on c.oid = f.oid
where f.prosecdef
union all
select
  'search-path/' || f.name,
  case when f.prosecdef then 'error' else 'warning' end,
  format(
    'Function %s%s looks its names up wherever its caller says: `alter function %s set search_path = ''''` and name schemas in its body.',
    f.name, case when f.prosecdef then ' acts with its owner''s rights and' end, f.name
  )
from functions as f
where f.wanders
$$;
