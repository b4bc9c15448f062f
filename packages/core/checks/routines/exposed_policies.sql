-- Policies that let everybody write every row, that trust what people can edit themselves, or that show
-- rows about students to anybody.
create or replace function rollcall.exposed_policies(p_schemas text[])
returns table (key text, severity text, detail text)
language sql
set search_path = ''
as $$
with unlimited as materialized (
  select u.* from rollcall.unlimited_policies(p_schemas) as u
),
open_writes as (
  select
    u.table_name, u.name,
    case u.command when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'every write' end as command,
    bool_or(u.role_name = 'anon' and u.may_write and not u.restricted) as harms,
    string_agg(u.role_name, ' and ' order by u.role_name) as names
  from unlimited as u
  where u.writes_any
  group by u.id, u.table_name, u.name, u.command
),
about_students as materialized (
  select t.id, t.name
  from rollcall.served_relations(p_schemas) as t
  where t.kind in ('r', 'p')
    and (
      t.id = to_regclass('public.students')
      or exists (
        select from pg_catalog.pg_attribute as a
        where a.attrelid = t.id and a.attname = 'student_id' and a.attnum > 0 and not a.attisdropped
      )
      or exists (
        select from pg_catalog.pg_constraint as k
        where k.conrelid = t.id and k.contype = 'f' and k.confrelid = to_regclass('public.students')
      )
    )
)
select
  format('policy/%s/%s', w.table_name, w.name),
  case when w.harms then 'error' else 'warning' end,
  format(
    'Policy %s on %s holds for every row and %s by %s: say in its condition whose rows they are, or drop it.',
    w.name, w.table_name, w.command, w.names
  )
from open_writes as w
union all
select
  format('user-metadata/%s/%s', p.table_name, p.name),
  case when p.row_security then 'error' else 'warning' end,
  format(
    'Policy %s on %s trusts user_metadata, which everybody can edit in their own account: use app_metadata or a table.',
    p.name, p.table_name
  )
from rollcall.school_policies() as p
where p.expressions ~* 'user_meta_?data'
union all
select
  'reading/' || t.name, 'error',
  format(
    'Table %s is about students and a policy shows all its rows to anybody on the internet: limit policy %s to roles or rows.',
    t.name, string_agg(u.name, ', ' order by u.name)
  )
from about_students as t
join unlimited as u on u.table_id = t.id
where u.role_name = 'anon' and u.reads_any and u.may_read
group by t.id, t.name
$$;
