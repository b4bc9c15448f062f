-- What may keep invented rows out of the school's tables, one row each, with the statement that takes
-- it away. What Rollcall's own schema has too is no obstacle: the caller sets one list against the other.
with tables as (
  select c.oid, c.relname as name
  from pg_catalog.pg_class as c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
),
columns as (
  select t.name as table_name, a.attname as name, a.attnotnull, a.attgenerated, a.atttypid,
         d.oid is not null or a.attidentity <> '' as fills_itself,
         exists (
           select from pg_catalog.pg_index as i
           where i.indrelid = t.oid and i.indisprimary and a.attnum = any (i.indkey)
         ) as in_key,
         format_type(a.atttypid, a.atttypmod) as type,
         case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as value
  from tables as t
  join pg_catalog.pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
),
-- What the invented school writes into columns that may be enumerations.
labels (table_name, column_name, label) as (
  values
    ('classes', 'status', 'scheduled'), ('classes', 'status', 'completed'),
    ('classes', 'status', 'cancelled'), ('classes', 'status', 'no_show'),
    ('classes', 'payment_status', 'unpaid'), ('classes', 'payment_status', 'paid'),
    ('class_generation_logs', 'operation', 'insert'), ('class_generation_logs', 'operation', 'update'),
    ('class_generation_logs', 'operation', 'scheduled'), ('class_generation_logs', 'operation', 'manual'),
    ('class_generation_logs', 'operation', 'correction'), ('class_generation_logs', 'status', 'success'),
    ('class_generation_logs', 'status', 'partial'), ('class_generation_logs', 'status', 'skipped'),
    ('class_generation_logs', 'status', 'failed')
)
select 'trigger' as kind, format('public.%I', t.name) as on_table, format('%I', g.tgname) as name,
       pg_get_triggerdef(g.oid) as definition, format('drop trigger %I on public.%I', g.tgname, t.name) as statement
from tables as t
join pg_catalog.pg_trigger as g on g.tgrelid = t.oid
where not g.tgisinternal
  -- Postgres may word ours otherwise in a copy; what somebody made of them is to be tested.
  and g.tgfoid not in (select p.oid from pg_catalog.pg_proc as p where p.pronamespace = 'rollcall'::regnamespace)
union all
select 'rule', format('public.%I', t.name), format('%I', w.rulename), pg_get_ruledef(w.oid),
       format('drop rule %I on public.%I', w.rulename, t.name)
from tables as t
join pg_catalog.pg_rewrite as w on w.ev_class = t.oid
union all
select 'constraint', format('public.%I', t.name), format('%I', c.conname), pg_get_constraintdef(c.oid),
       format('alter table public.%I drop constraint %I cascade', t.name, c.conname)
from tables as t
join pg_catalog.pg_constraint as c on c.conrelid = t.oid
where c.contype in ('c', 'u', 'x') or c.contype = 'f' and c.confrelid not in (select k.oid from tables as k)
union all
select 'unique index', format('public.%I', t.name), format('%I', i.relname), pg_get_indexdef(i.oid),
       format('drop index public.%I', i.relname)
from tables as t
join pg_catalog.pg_index as x on x.indrelid = t.oid and x.indisunique and not x.indisprimary
join pg_catalog.pg_class as i on i.oid = x.indexrelid
where not exists (select from pg_catalog.pg_constraint as c where c.conindid = x.indexrelid)
union all
select 'not null of the column', format('public.%I', c.table_name), format('%I', c.name), format('%I', c.name),
       -- A key stays a key.
       case when not c.in_key then format('alter table public.%I alter column %I drop not null', c.table_name, c.name) end
from columns as c
where c.attnotnull and not c.fills_itself
union all
select 'expression of the column', format('public.%I', c.table_name), format('%I', c.name), format('%I', c.name),
       format('alter table public.%I alter column %I drop expression', c.table_name, c.name)
from columns as c
where c.attgenerated <> ''
union all
select 'rule of the domain', format('public.%I', c.table_name), k.conname, pg_get_constraintdef(k.oid),
       format('alter domain %s drop constraint if exists %I', k.contypid::regtype, k.conname)
from columns as c
join pg_catalog.pg_constraint as k on k.contypid = c.atttypid and k.contype = 'c'
union all
select 'not null of the domain', format('public.%I', c.table_name), c.atttypid::regtype::text, '',
       format('alter domain %s drop not null', c.atttypid::regtype)
from columns as c
join pg_catalog.pg_type as y on y.oid = c.atttypid and y.typtype = 'd' and y.typnotnull
union all
select 'label that is missing', format('public.%I', c.table_name), l.label, c.atttypid::regtype::text,
       format('alter type %s add value if not exists %L', c.atttypid::regtype, l.label)
from columns as c
join pg_catalog.pg_type as y on y.oid = c.atttypid and y.typtype = 'e'
join labels as l on (l.table_name, l.column_name) = (c.table_name, c.name)
where not exists (
  select from pg_catalog.pg_enum as e where e.enumtypid = c.atttypid and e.enumlabel = l.label
)
order by kind, on_table, name;
