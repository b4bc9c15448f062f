-- What stands in the way of migrating this database with this role, one row. Everything is read
-- from the catalog, which everybody may read.
with tables as (
  select c.oid, c.relname, c.relowner, c.relkind
  from pg_catalog.pg_class as c
  where c.relnamespace = 'public'::regnamespace
    and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
),
-- The functions that the maintenance document calls, which ours replace.
functions as (
  select p.oid::regprocedure::text as name, p.proowner
  from pg_catalog.pg_proc as p
  where p.pronamespace = 'public'::regnamespace
    and p.proname in (
      'check_duplicate_classes', 'remove_duplicate_classes', 'clean_old_class_generation_logs'
    )
),
-- The columns that an application may have already and that we rely on; what is not `given` can be added.
columns (relname, attname, types, given) as (
  values
    ('students', 'id', '{int2,int4,int8}'::text[], true),
    ('students', 'start_date', '{date}', true),
    ('students', 'fixed_schedule', '{json,jsonb,text,varchar}', true),
    ('students', 'course_id', '{int2,int4,int8}', false),
    ('students', 'end_date', '{date}', false),
    ('students', 'paused_from', '{date}', false),
    ('students', 'paused_until', '{date}', false),
    ('students', 'archived_at', '{timestamptz,timestamp,date}', false),
    ('students', 'schedule_effective_from', '{date}', false),
    ('courses', 'id', '{int2,int4,int8}', true),
    ('courses', 'active', '{bool}', false),
    ('classes', 'id', '{int2,int4,int8,uuid,text,varchar}', true),
    ('classes', 'student_id', '{int2,int4,int8}', true),
    ('classes', 'date', '{date}', true),
    ('classes', 'start_time', '{time}', true),
    ('classes', 'course_id', '{int2,int4,int8}', false),
    ('classes', 'end_time', '{time}', false),
    ('classes', 'duration_minutes', '{int2,int4,int8}', false),
    ('classes', 'timezone', '{text,varchar}', false),
    ('classes', 'starts_at', '{timestamptz,timestamp}', false),
    ('classes', 'origin_date', '{date}', false),
    ('classes', 'origin_start_time', '{time}', false),
    ('classes', 'backfilled', '{bool}', false),
    ('classes', 'generated_at', '{timestamptz,timestamp}', false),
    ('classes', 'edited_at', '{timestamptz,timestamp}', false),
    ('classes', 'created_at', '{timestamptz,timestamp}', false),
    ('class_generation_logs', 'operation', '{text,varchar,enum}', true),
    ('class_generation_logs', 'status', '{text,varchar,enum}', true),
    ('class_generation_logs', 'trigger_time', '{timestamptz,timestamp}', true),
    ('class_generation_logs', 'student_id', '{int2,int4,int8}', false),
    ('class_generation_logs', 'message', '{text,varchar}', false),
    ('class_generation_logs', 'classes_created', '{int2,int4,int8}', false),
    ('class_generation_logs', 'classes_updated', '{int2,int4,int8}', false),
    ('class_generation_logs', 'classes_removed', '{int2,int4,int8}', false),
    ('class_generation_logs', 'duration_ms', '{int2,int4,int8,numeric,float4,float8}', false),
    ('class_generation_logs', 'error_details', '{json,jsonb,text,varchar}', false)
),
misfits as (
  select format('public.%s is a %s, not a plain table', t.relname, case t.relkind
    when 'v' then 'view' when 'm' then 'materialized view' when 'p' then 'partitioned table'
    when 'f' then 'foreign table' else 'thing of another kind' end) as misfit
  from tables as t
  where t.relkind <> 'r'
  union all
  select case
    when a.attname is null then format('public.%s has no column %s', c.relname, c.attname)
    else format('public.%s.%s is %s, not %s', c.relname, c.attname, y.typname, array_to_string(c.types, ' or '))
  end
  from columns as c
  join tables as t on t.relname = c.relname and t.relkind = 'r'
  left join pg_catalog.pg_attribute as a
    on a.attrelid = t.oid and a.attname = c.attname and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_type as d on d.oid = a.atttypid
  -- A domain counts as what it is made of.
  left join pg_catalog.pg_type as y on y.oid = case d.typtype when 'd' then d.typbasetype else d.oid end
  where case
    when a.attname is null then c.given
    else y.typname <> all (c.types) and not (y.typtype = 'e' and 'enum' = any (c.types))
  end
),
-- What a role that may not create roles has to have others do first.
role_statements as (
  select format('create role %s nologin', n.name) as statement, n.place
  from unnest(array['anon', 'authenticated', 'service_role', 'rollcall_reader', 'rollcall_operator'])
    with ordinality as n (name, place)
  where to_regrole(n.name) is null
  union all
  select 'grant rollcall_reader to rollcall_operator', 6
  where not coalesce(
    pg_has_role(to_regrole('rollcall_operator'), to_regrole('rollcall_reader'), 'member'), false
  )
)
select
  current_setting('server_version_num')::integer / 10000 as major,
  pg_is_in_recovery() as recovering,
  current_setting('transaction_read_only') = 'on' as "readOnly",
  has_database_privilege(current_database(), 'create') as "mayCreate",
  current_user::text as role,
  array(
    select format('public.%s', t.relname) from tables as t
    where not pg_has_role(current_user, t.relowner, 'usage')
    union all
    select format('function %s', f.name) from functions as f
    where not pg_has_role(current_user, f.proowner, 'usage')
    order by 1
  ) as strangers,
  array(select m.misfit from misfits as m order by m.misfit) as misfits,
  array(
    select s.statement from role_statements as s
    where not exists (
      select from pg_catalog.pg_roles as r
      where r.rolname = current_user and (r.rolsuper or r.rolcreaterole)
    )
    order by s.place
  ) as "roleStatements";
