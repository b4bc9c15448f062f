-- $1: the schemas that are left out. Triggers as they are switched, policies and row level security.
with relations as (
  select c.oid, c.relrowsecurity, c.relforcerowsecurity, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> all ($1)
    and c.relkind in ('r', 'p', 'v')
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
)
select 'trigger' as kind, format('%I on %s', g.tgname, r.name) as name, concat(
  pg_get_triggerdef(g.oid),
  case g.tgenabled
    when 'D' then format('; alter table %s disable trigger %I', r.name, g.tgname)
    when 'R' then format('; alter table %s enable replica trigger %I', r.name, g.tgname)
    when 'A' then format('; alter table %s enable always trigger %I', r.name, g.tgname)
  end
) as statement, 1 as place
from relations as r
join pg_catalog.pg_trigger as g on g.tgrelid = r.oid
where not g.tgisinternal and g.tgparentid = 0
union all
select 'policy', format('%I on %s', p.polname, r.name), concat(
  format('create policy %I on %s as %s for %s to %s', p.polname, r.name,
    case when p.polpermissive then 'permissive' else 'restrictive' end,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
      when 'd' then 'delete' else 'all' end,
    (
      select string_agg(coalesce(quote_ident(o.rolname), 'public'), ', ')
      from unnest(p.polroles) as u (oid)
      left join pg_catalog.pg_roles as o on o.oid = u.oid
    )
  ),
  ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
  ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'
), 2
from relations as r
join pg_catalog.pg_policy as p on p.polrelid = r.oid
union all
select 'row level security', format('of %s', r.name), concat(
  format('alter table %s enable row level security', r.name),
  case when r.relforcerowsecurity then format('; alter table %s force row level security', r.name) end
), 3
from relations as r
where r.relrowsecurity
order by place, name;
