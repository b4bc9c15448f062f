-- Policies that let every row pass for a role of the API: without a condition, or with one that holds
-- for everybody in that role. `may_write`, `may_read`: the role also has the right that the policy
-- opens; `restricted`: a restrictive policy stands before the writes. Reads are none where one does.
create or replace function rollcall.unlimited_policies(p_schemas text[])
returns table (id oid, table_id oid, table_name text, name text, command text, role_id oid, role_name text,
  writes_any boolean, reads_any boolean, may_write boolean, may_read boolean, restricted boolean)
language sql
set search_path = ''
as $$
with policies as materialized (
  select p.* from rollcall.school_policies() as p
),
rights as materialized (
  select a.relation, a.role_id, array_agg(a.privilege) as privileges
  from rollcall.api_rights(p_schemas) as a
  group by a.relation, a.role_id
),
statements as materialized (
  select p.id, q.statement as qual, w.statement as with_check
  from policies as p
  join pg_catalog.pg_policy as k on k.oid = p.id
  left join lateral rollcall.row_independent(p.table_id, k.polqual::text, p.qual) as q on true
  left join lateral rollcall.row_independent(p.table_id, k.polwithcheck::text, p.with_check) as w on true
),
of_roles as materialized (
  select
    p.*, r.oid as role_id, r.rolname::text as role_name,
    rollcall.condition_holds(s.qual, r.rolname) as holds,
    rollcall.condition_holds(s.with_check, r.rolname) as check_holds
  from policies as p
  join statements as s on s.id = p.id
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  where p.row_security
    and exists (
      select from unnest(p.role_ids) as l (role)
      where l.role = 0 or pg_has_role(r.oid, l.role, 'usage')
    )
),
-- A restrictive policy that holds for every row restricts nothing.
restrictive as materialized (
  select o.table_id, o.role_id, o.command
  from of_roles as o
  where not o.permissive and not (
    (o.qual is null or o.holds) and (o.with_check is null or o.check_holds)
  )
),
-- Where a write has no check of its own, the condition for the rows that it finds stands for it.
without_limit as (
  select
    o.*,
    o.command in ('w', 'd', '*') and (o.qual is null or o.holds)
    or o.command in ('a', 'w', '*') and (o.check_holds or o.with_check is null and (
      o.command = 'a' or o.holds
    )) as writes_any,
    o.command in ('r', '*') and (o.qual is null or o.holds)
    and not exists (
      select from restrictive as q
      where q.table_id = o.table_id and q.role_id = o.role_id and q.command in ('r', '*')
    ) as reads_any
  from of_roles as o
  where o.permissive
)
select
  l.id, l.table_id, l.table_name, l.name, l.command, l.role_id, l.role_name, l.writes_any, l.reads_any,
  coalesce(g.privileges && case l.command
    when 'a' then array['insert'] when 'w' then array['update'] when 'd' then array['delete']
    else array['insert', 'update', 'delete']
  end, false),
  coalesce('select' = any (g.privileges), false),
  exists (
    select from restrictive as q
    where q.table_id = l.table_id and q.role_id = l.role_id and q.command in (l.command, '*')
  )
from without_limit as l
left join rights as g on g.relation = l.table_id and g.role_id = l.role_id
where l.writes_any or l.reads_any
$$;
