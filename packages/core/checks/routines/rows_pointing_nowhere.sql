-- For each validated foreign key of the application's tables, how many rows refer to one that is not
-- there, as after an import that wrote past the triggers. Tables of more than `p_most_rows` rows, and
-- those that the owner of this function may not read whole, are not compared: `rows` is null.
-- It acts as the owner: whoever looks gets the same answer. It tells counts and no value.
create or replace function rollcall.rows_pointing_nowhere(p_most_rows bigint)
returns table (relation text, name text, refers_to text, rows bigint)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  foreign_key record;
begin
  for foreign_key in
    select
      t.name as relation, rollcall.quoted_name(k.conname) as name, r.name as refers_to,
      k.conrelid, k.confrelid, c.present, c.equal,
      has_table_privilege(k.conrelid, 'select') and has_table_privilege(k.confrelid, 'select')
        and not row_security_active(k.conrelid) and not row_security_active(k.confrelid)
        -- On a replica there is nothing in what is not logged.
        and not (pg_is_in_recovery() and h.relpersistence = 'u')
        and (
          select coalesce(sum(greatest(l.reltuples, 0)), 0)
          from pg_catalog.pg_partition_tree(k.conrelid) as p
          join pg_catalog.pg_class as l on l.oid = p.relid
        ) + greatest(h.reltuples, 0) <= p_most_rows as comparable
    from pg_catalog.pg_constraint as k
    join rollcall.school_objects('rp') as t on t.id = k.conrelid
    join rollcall.school_objects('rp') as r on r.id = k.confrelid
    join pg_catalog.pg_class as h on h.oid = k.conrelid
    cross join lateral (
      select
        string_agg(format('a.%I is not null', f.attname), ' and ' order by n.place) as present,
        string_agg(
          format('b.%I operator(%I.%s) a.%I', g.attname, s.nspname, o.oprname, f.attname), ' and ' order by n.place
        ) as equal
      from unnest(k.conkey, k.confkey, k.conpfeqop) with ordinality as n (own, other, operator, place)
      join pg_catalog.pg_attribute as f on f.attrelid = k.conrelid and f.attnum = n.own
      join pg_catalog.pg_attribute as g on g.attrelid = k.confrelid and g.attnum = n.other
      join pg_catalog.pg_operator as o on o.oid = n.operator
      join pg_catalog.pg_namespace as s on s.oid = o.oprnamespace
    ) as c
    where k.contype = 'f' and k.convalidated and k.conparentid = 0
      -- Of these the check itself tells more.
      and k.conrelid <> all (array['public.classes'::regclass, 'public.students'::regclass])
      and not starts_with(t.name, 'rollcall.')
    order by t.name, k.conname
  loop
    relation := foreign_key.relation;
    name := foreign_key.name;
    refers_to := foreign_key.refers_to;
    rows := null;
    if foreign_key.comparable then
      execute format(
        'select count(*) from %s as a where %s and not exists (select from %s as b where %s)',
        foreign_key.conrelid::regclass, foreign_key.present, foreign_key.confrelid::regclass, foreign_key.equal
      ) into rows;
    end if;
    return next;
  end loop;
end;
$$;
