-- Which of some classes an application's tables refer to by a foreign key: deleting those would
-- fail, or change or delete the application's rows with them.
-- It acts as the owner: Rollcall's roles can't see an application's tables.
create or replace function rollcall.referenced_classes(p_class_ids text[])
returns table (student_id bigint, class_id text)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  reference record;
begin
  for reference in
    select f.conrelid::regclass::text as referring,
           string_agg(format('r.%I = c.%I', own.attname, far.attname), ' and ' order by k.place) as matching
    from pg_catalog.pg_constraint as f
    cross join lateral unnest(f.conkey, f.confkey) with ordinality as k (own, far, place)
    join pg_catalog.pg_attribute as own on own.attrelid = f.conrelid and own.attnum = k.own
    join pg_catalog.pg_attribute as far on far.attrelid = f.confrelid and far.attnum = k.far
    where f.contype = 'f' and f.confrelid = 'public.classes'::regclass and f.conparentid = 0
      and p_class_ids is not null
    group by f.oid, f.conrelid
    order by f.oid
  loop
    return query execute format(
      'select distinct c.student_id::bigint, c.id::text from public.classes as c
       where c.id::text = any ($1) and exists (select from %s as r where %s)',
      reference.referring, reference.matching
    ) using p_class_ids;
  end loop;
end;
$$;
