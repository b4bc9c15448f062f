-- The average width of a row of each of the school's tables, in bytes as stored, and of how many
-- columns ANALYZE has kept statistics. `seen` is false where even the owner of this function may not
-- see them. It acts as the owner, because row level security hides statistics too; it tells widths
-- and counts and no value.
create or replace function rollcall.row_widths()
returns table (id oid, seen boolean, columns bigint, width numeric)
language sql
stable
security definer
set search_path = ''
as $$
  select o.id, v.seen, count(s.attname),
         sum((1 - s.null_frac::numeric) * s.avg_width)
           + case when bool_or(s.null_frac > 0) then ceil(count(s.attname) / 8.0) else 0 end
  from rollcall.school_objects('rm') as o
  join pg_catalog.pg_class as c on c.oid = o.id
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  cross join lateral (
    select has_table_privilege(o.id, 'select') and not row_security_active(o.id) as seen
  ) as v
  left join pg_catalog.pg_stats as s
    on s.schemaname = n.nspname and s.tablename = c.relname and not s.inherited
  group by o.id, v.seen
$$;
