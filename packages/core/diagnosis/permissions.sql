-- What the document's "RLS Permission Errors" looks at, as one row. $1: now.
with tables as (
  select c.oid, 'public.' || c.relname as name, c.relrowsecurity, c.relforcerowsecurity, c.relowner
  from pg_catalog.pg_class as c
  where c.relnamespace = 'public'::regnamespace
    and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
),
service as (
  select r.oid, r.rolbypassrls or r.rolsuper as passes
  from pg_catalog.pg_roles as r where r.rolname = 'service_role'
),
writes as (
  select t.name, r.rolname, p.privilege
  from tables as t
  join pg_catalog.pg_roles as r on r.rolname in ('anon', 'authenticated')
  cross join unnest(array['insert', 'update', 'delete']) as p (privilege)
  where t.relrowsecurity
    and has_schema_privilege(r.oid, 'public', 'usage')
    and has_table_privilege(r.oid, t.oid, p.privilege)
    and not exists (
      select from pg_catalog.pg_policy as q
      cross join lateral unnest(q.polroles) as l (role)
      where q.polrelid = t.oid and q.polpermissive
        and q.polcmd in ('*', case p.privilege when 'insert' then 'a' when 'update' then 'w' else 'd' end)
        and (l.role = 0 or pg_has_role(r.oid, l.role, 'usage'))
    )
),
refused as (
  select l.id
  from public.class_generation_logs as l
  where l.status::text = 'failed'
    and l.trigger_time::timestamptz > $1::timestamptz - interval '7 days'
    and l.trigger_time::timestamptz <= $1::timestamptz
    and to_jsonb(l.error_details) ->> 'sqlstate' = '42501'
)
select
  array(
    select n.name from unnest(array['anon', 'authenticated', 'service_role']) as n (name)
    where to_regrole(n.name) is null order by n.name
  ) as "rolesMissing",
  array(
    select n.name from unnest(array['anon', 'authenticated', 'service_role']) as n (name)
    where to_regrole('authenticator') is not null and to_regrole(n.name) is not null
      and not pg_has_role(to_regrole('authenticator'), to_regrole(n.name), 'member')
    order by n.name
  ) as "notTakenOn",
  coalesce((select s.passes from service as s), false) as "servicePasses",
  coalesce((select has_schema_privilege(s.oid, 'public', 'usage') from service as s), false) as "serviceUses",
  array(
    select format('%s on %s', string_agg(p.privilege, ', ' order by p.privilege), t.name)
    from tables as t
    cross join service as s
    cross join unnest(array['delete', 'insert', 'select', 'update']) as p (privilege)
    where not has_table_privilege(s.oid, t.oid, p.privilege)
    group by t.name order by t.name
  ) as "serviceLacks",
  (
    select format('%s (owner %s)', p.oid::regprocedure, o.rolname)
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_roles as o on o.oid = p.proowner
    where p.oid = to_regprocedure('rollcall.generate_on_student_change()')
      and (
        not p.prosecdef
        or exists (
          select from tables as t
          where not (
            has_table_privilege(o.oid, t.oid, 'select') and (
              not t.relrowsecurity or o.rolsuper or o.rolbypassrls
              or pg_has_role(o.oid, t.relowner, 'usage') and not t.relforcerowsecurity
            )
          )
        )
      )
  ) as "generationHeldBack",
  array(select t.name from tables as t where t.relforcerowsecurity order by t.name) as forced,
  array(
    select format('%s %s', d.part, d.name)
    from rollcall.schema_differences() as d
    where d.part in ('policy', 'grant') and not d.upgraded and d.statement is not null
    order by 1
  ) as differences,
  array(
    select format('%s may %s %s', w.rolname, string_agg(w.privilege, '/' order by w.privilege), w.name)
    from writes as w group by w.rolname, w.name order by w.rolname, w.name
  ) as "writesWithoutPolicy",
  (select count(*)::integer from refused) as refusals,
  (select max(r.id)::text from refused as r) as "newestRefusal",
  array(select t.name from tables as t where not t.relrowsecurity order by t.name) as open
