-- The indexes of the school's tables, and of what Postgres stores beside these, with what makes two
-- of them alike. `keys` describes each key column in full: what, operator class, collation, order.
-- `duty` is what an index does beside finding rows; `ours` whether `rollcall migrate` keeps it;
-- `remnant` whether an interrupted REINDEX CONCURRENTLY left it beside the index that it was to replace.
create or replace function rollcall.school_indexes()
returns table (
  id oid, name text, of_parent boolean, table_id oid, table_name text, of_partition boolean, ours boolean, method name, valid boolean, remnant boolean,
  is_unique boolean, nulls_not_distinct boolean, duty integer, keys text[], columns smallint[],
  included smallint[], predicate text, has_expressions boolean, pages integer
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with tables as materialized (
    select o.id, o.id as table_id, o.name from rollcall.school_objects('rmp') as o
    union all
    select c.reltoastrelid, o.id, o.name
    from rollcall.school_objects('rm') as o
    join pg_catalog.pg_class as c on c.oid = o.id and c.reltoastrelid <> 0
  )
  select
    x.indexrelid,
    rollcall.quoted_name(n.nspname) || '.' || rollcall.quoted_name(c.relname),
    c.relkind = 'I', t.table_id, t.name, c.relispartition or p.relispartition,
    n.nspname = 'rollcall' or exists (
      select from rollcall.deployed_objects as d
      where d.part = 'index' and d.name = n.nspname || '.' || c.relname
    ),
    m.amname, x.indisvalid and x.indisready and x.indislive,
    not x.indisvalid and exists (
      select from pg_catalog.pg_index as y
      join pg_catalog.pg_class as d on d.oid = y.indexrelid
      where y.indrelid = x.indrelid and y.indexrelid <> x.indexrelid
        and c.relname ~ '_cc(new|old)[0-9]*$'
        -- A long name is cut off to make room for the ending.
        and (
          d.relname = regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '')
          or octet_length(c.relname) > 60
          and starts_with(d.relname, regexp_replace(c.relname, '_cc(new|old)[0-9]*$', ''))
        )
        and (y.indkey::text, y.indclass::text, y.indisunique) = (x.indkey::text, x.indclass::text, x.indisunique)
        and (pg_get_expr(y.indexprs, y.indrelid), pg_get_expr(y.indpred, y.indrelid))
          is not distinct from (pg_get_expr(x.indexprs, x.indrelid), pg_get_expr(x.indpred, x.indrelid))
    ),
    x.indisunique, x.indnullsnotdistinct,
    case
      when x.indisprimary then 4
      -- A constraint of its own, or a foreign key that refers to what it keeps unique.
      when exists (select from pg_catalog.pg_constraint as k where k.conindid = x.indexrelid) then 3
      when x.indisexclusion or x.indisreplident then 2
      when x.indisunique then 1
      else 0
    end,
    array(
      select concat_ws(
        ' ', pg_get_indexdef(x.indexrelid, k.place, false), (x.indclass::oid[])[k.place - 1],
        (x.indcollation::oid[])[k.place - 1], (x.indoption::smallint[])[k.place - 1]
      )
      from generate_series(1, x.indnkeyatts) as k (place)
      order by k.place
    ),
    (x.indkey::smallint[])[0:x.indnkeyatts - 1], (x.indkey::smallint[])[x.indnkeyatts:],
    pg_get_expr(x.indpred, x.indrelid), x.indexprs is not null, c.relpages
  from tables as t
  join pg_catalog.pg_index as x on x.indrelid = t.id
  join pg_catalog.pg_class as c on c.oid = x.indexrelid
  join pg_catalog.pg_class as p on p.oid = x.indrelid
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  join pg_catalog.pg_am as m on m.oid = c.relam;
end;
$$;
