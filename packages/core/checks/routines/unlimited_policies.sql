-- Policies that let every row pass for a role of the API: without a condition, or with one that always
-- holds, or that holds for everybody who is signed in. `may_write`, `may_read`: the role also has the
-- right that the policy opens; `restricted`: a restrictive policy stands before it.
create or replace function rollcall.unlimited_policies(p_schemas text[])
returns table (id oid, table_id oid, table_name text, name text, command text, role_id oid, role_name text,
  writes_any boolean, reads_any boolean, may_write boolean, may_read boolean, restricted boolean)
language sql
stable
set search_path = ''
as $$
with policies as materialized (
  select p.* from rollcall.school_policies() as p
),
rights as materialized (
  select a.relation, a.role_id, a.privilege from rollcall.api_rights(p_schemas) as a
),
always_true (expression, for_all) as (
  values
    ('true', true), ('1=1', true), ('notfalse', true),
    ('auth.uidisnotnull', false), ('selectauth.uidasuidisnotnull', false),
    ('auth.role=''authenticated''::text', false),
    ('selectauth.roleasrole=''authenticated''::text', false)
),
-- Where a write has no check of its own, the condition for the rows that it finds stands for it.
without_limit as (
  select
    p.*, r.oid as role_id, r.rolname::text as role_name,
    p.command in ('w', 'd', '*') and (p.qual is null or u.expression is not null)
    or p.command in ('a', 'w', '*') and (w.expression is not null or p.with_check is null and (
      p.command = 'a' or u.expression is not null
    )) as writes_any,
    p.command in ('r', '*') and (p.qual is null or coalesce(u.for_all, false)) as reads_any
  from policies as p
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  left join always_true as u on u.expression = p.qual and (u.for_all or r.rolname = 'authenticated')
  left join always_true as w on w.expression = p.with_check and (w.for_all or r.rolname = 'authenticated')
  where p.permissive and p.row_security
    and exists (
      select from unnest(p.role_ids) as l (role)
      where l.role = 0 or pg_has_role(r.oid, l.role, 'usage')
    )
)
select
  l.id, l.table_id, l.table_name, l.name, l.command, l.role_id, l.role_name, l.writes_any, l.reads_any,
  exists (
    select from rights as g
    where g.relation = l.table_id and g.role_id = l.role_id
      and g.privilege = any (case l.command
        when 'a' then array['insert'] when 'w' then array['update'] when 'd' then array['delete']
        else array['insert', 'update', 'delete'] end)
  ),
  exists (
    select from rights as g
    where g.relation = l.table_id and g.role_id = l.role_id and g.privilege = 'select'
  ),
  exists (
    select from policies as q
    cross join lateral unnest(q.role_ids) as to_role (id)
    where q.table_id = l.table_id and not q.permissive
      and (q.command in (l.command, '*') or l.command = '*')
      and (to_role.id = 0 or pg_has_role(l.role_id, to_role.id, 'usage'))
  )
from without_limit as l
where l.writes_any or l.reads_any
$$;
