-- Policies, triggers, indexes, constraints, functions, grants, switches and counters of the schema
-- public, without what bears Rollcall's name.
with tables as (
  select c.oid, c.relname as name, c.relacl, c.relowner, c.relrowsecurity
  from pg_catalog.pg_class as c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
),
lines as (
  select format('%s row level security %s', t.name, t.relrowsecurity) as line from tables as t
  union all
  select p::text from pg_catalog.pg_policies as p
  where p.schemaname = 'public' and p.policyname not like 'rollcall%'
  union all
  select pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
  from tables as t join pg_catalog.pg_trigger as g on g.tgrelid = t.oid
  where not g.tgisinternal and g.tgname not like 'rollcall%'
  union all
  select format('%s %s', c.conname, pg_get_constraintdef(c.oid))
  from tables as t join pg_catalog.pg_constraint as c on c.conrelid = t.oid
  where c.contype <> 'n'
  union all
  select pg_get_indexdef(i.indexrelid)
  from tables as t
  join pg_catalog.pg_index as i on i.indrelid = t.oid
  join pg_catalog.pg_class as c on c.oid = i.indexrelid
  where c.relname <> all (array[
    'class_generation_logs_by_time', 'classes_by_created_at',
    'classes_occurrence_key', 'students_by_course'
  ])
  union all
  select format('%s grants %s to %s', t.name, a.privilege_type, coalesce(r.rolname, 'public'))
  from tables as t
  cross join lateral aclexplode(coalesce(t.relacl, acldefault('r', t.relowner))) as a
  left join pg_catalog.pg_roles as r on r.oid = a.grantee
  where coalesce(r.rolname, '') not like 'rollcall%'
  union all
  select format('%s.%s grants %s to %s', t.name, c.attname, a.privilege_type, coalesce(r.rolname, 'public'))
  from tables as t
  join pg_catalog.pg_attribute as c on c.attrelid = t.oid
  cross join lateral aclexplode(c.attacl) as a
  left join pg_catalog.pg_roles as r on r.oid = a.grantee
  union all
  select format('%s stands at %s', s.sequencename, s.last_value)
  from pg_catalog.pg_sequences as s where s.schemaname = 'public'
  union all
  select pg_get_functiondef(p.oid)
  from pg_catalog.pg_proc as p
  where p.pronamespace = 'public'::regnamespace
    and p.proname not in (
      'check_duplicate_classes', 'remove_duplicate_classes', 'clean_old_class_generation_logs'
    )
)
select line from lines order by line collate "C";
