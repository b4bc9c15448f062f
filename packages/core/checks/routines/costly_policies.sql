-- Policies that cost each query more than they need to: those that ask who is asking anew for each
-- row, and several permissive ones where one would do. As strict as Supabase's advisors, which look
-- at whatever is not the platform's and, for what is asked, at the policies for its Realtime.
create or replace function rollcall.costly_policies()
returns table (key text, detail text, table_name text)
language sql
stable
set search_path = ''
as $$
with policies as materialized (
  select
    c.oid as table_id, rollcall.quoted_name(p.polname) as name, p.polcmd, p.polpermissive, p.polroles,
    c.relrowsecurity, n.nspname = 'realtime' as of_realtime,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname)) as table_name,
    concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as conditions
  from pg_catalog.pg_policy as p
  join pg_catalog.pg_class as c on c.oid = p.polrelid
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname <> all (array_remove(rollcall.platform_schemas(), 'realtime'))
    and n.nspname !~ '^pg_(toast_)?temp_'
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
),
-- What stands in a subquery of its own is worked out once.
asking as (
  select p.table_name, p.name, q.calls, q.instead
  from policies as p
  cross join lateral (
    select string_agg(u.call, ' and ' order by u.call) as calls,
           string_agg(format('`(select %s)`', u.call), ' and ' order by u.call) as instead
    from (
      select distinct replace(m.found[1], 'current_setting(', 'current_setting(…)') as call
      from regexp_matches(
        p.conditions, '(?<!SELECT )(auth\.(?:uid|jwt|role|email)\(\)|current_setting\()', 'g'
      ) as m (found)
    ) as u
  ) as q
  where p.relrowsecurity and q.calls is not null
),
-- A role that no policy of a table names is there as everybody, 0.
roles as materialized (
  select distinct p.table_id, u.role, coalesce(rollcall.quoted_name(r.rolname), 'everybody') as name
  from policies as p
  cross join lateral unnest(p.polroles) as u (role)
  left join pg_catalog.pg_roles as r on r.oid = u.role
  where u.role = 0
    or not r.rolbypassrls and r.rolname not like 'pg\_%' and r.rolname not like 'supabase%admin'
),
holding as (
  select
    p.table_name, r.role, r.name as role_name, c.command, c.place,
    array_agg(p.name order by p.name) as policies
  from policies as p
  join roles as r on r.table_id = p.table_id and (r.role = any (p.polroles) or p.polroles = '{0}')
  join (
    values ('r', 'select', 1), ('a', 'insert', 2), ('w', 'update', 3), ('d', 'delete', 4)
  ) as c (letter, command, place) on p.polcmd::text in (c.letter, '*')
  where p.polpermissive and not p.of_realtime
  group by p.table_id, p.table_name, r.role, r.name, c.command, c.place
  having count(*) > 1
),
together as (
  select
    h.table_name, h.policies,
    format(
      '%s for %s by %s',
      array_to_string(h.policies[1:10], ', ') || case when cardinality(h.policies) > 10 then ' and others' else '' end,
      (
        select string_agg(x.command, '/' order by x.place)
        from (select distinct i.command, i.place from holding as i where i.table_name = h.table_name and i.policies = h.policies) as x
      ),
      case when bool_or(h.role = 0) then 'everybody' else string_agg(distinct h.role_name, '/') end
    ) as words
  from holding as h
  group by h.table_name, h.policies
)
select
  format('policy/%s/%s', a.table_name, a.name),
  format(
    'Policy %s on %s calls %s in a way that Postgres may work out anew for each row that it reads: write %s, which it works out once.',
    a.name, a.table_name, a.calls, a.instead
  ),
  a.table_name
from asking as a
union all
select
  'policies/' || t.table_name,
  format(
    'Several permissive policies on %s hold for one command and role, and Postgres works out each of them for the rows that it reads: %s. Make one of them, their conditions joined with `or`, or let `to` name other roles for each.',
    t.table_name,
    array_to_string((array_agg(t.words order by t.words))[1:3], '; ') || case when count(*) > 3 then '; and others' else '' end
  ),
  t.table_name
from together as t
group by t.table_name
$$;
