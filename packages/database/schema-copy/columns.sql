-- The columns of the school's tables, with the statement that adds one where it is missing.
select format('public.%I.%I', c.relname, a.attname) as name,
       concat(
         format('alter table public.%I add column %I %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)),
         ' default ' || pg_get_expr(d.adbin, d.adrelid)
       ) as statement
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
order by c.relname, a.attnum;
