-- How far each of the school's sequences has come, the column that it feeds and what that has reached:
-- `behind`, as after a restore of rows without their counters, where the next value is not beyond
-- that, upwards or, of a sequence that descends, downwards. `refuses`: the very next row will be
-- refused. Only columns whose furthest value an index tells at once.
-- It acts as the owner: whoever looks gets the same answer.
create or replace function rollcall.sequences_behind()
returns table (name text, feeds text, next_value numeric, reached numeric, behind boolean, refuses boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  sequence record;
begin
  for sequence in
    with fed as (
      select d.objid as id, d.refobjid as relation, d.refobjsubid as number
      from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.refobjsubid > 0 and d.deptype in ('a', 'i')
      union
      -- A column that takes the number as it is, whoever owns the sequence.
      select d.refobjid, f.adrelid, f.adnum
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_attrdef as f on f.oid = d.objid
      where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and pg_get_expr(f.adbin, f.adrelid) ~ '^\(?nextval\(''([^'']|'''')*''::regclass\)\)?(::[a-z]+)?$'
    )
    select o.id, o.name, s.seqincrement, t.id as relation, t.name as relation_name, a.attname,
           exists (
             select from pg_catalog.pg_index as i
             where i.indrelid = t.id and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum
           ) as is_key
    from rollcall.school_objects('S') as o
    join pg_catalog.pg_sequence as s on s.seqrelid = o.id and not s.seqcycle
    join fed as d on d.id = o.id
    join rollcall.school_objects('rp') as t on t.id = d.relation
    join pg_catalog.pg_attribute as a on a.attrelid = t.id and a.attnum = d.number
    where a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
      and has_sequence_privilege(o.id, 'select')
      and has_column_privilege(t.id, a.attnum, 'select')
      and not row_security_active(t.id)
      -- On a replica there is nothing in what is not logged.
      and not (pg_is_in_recovery() and exists (
        select from pg_catalog.pg_class as u where u.oid in (o.id, t.id) and u.relpersistence = 'u'
      ))
      and exists (
        select from pg_catalog.pg_index as i
        join pg_catalog.pg_class as c on c.oid = i.indexrelid
        join pg_catalog.pg_am as m on m.oid = c.relam and m.amname = 'btree'
        where i.indrelid = t.id and i.indkey[0] = a.attnum and i.indisvalid and i.indpred is null
      )
    order by o.name, t.name, a.attnum
  loop
    execute format(
      'select s.last_value + case when s.is_called then %s else 0 end, t.reached
       from %s as s cross join (select %s(t.%I) as reached from %s as t) as t',
      sequence.seqincrement, sequence.id::regclass, case when sequence.seqincrement > 0 then 'max' else 'min' end,
      sequence.attname, sequence.relation::regclass
    ) into next_value, reached;
    behind := coalesce(
      case when sequence.seqincrement > 0 then next_value <= reached else next_value >= reached end, false
    );
    execute format(
      'select exists (select from %s as t where t.%I = $1)', sequence.relation::regclass, sequence.attname
    ) into refuses using next_value::bigint;
    refuses := refuses and sequence.is_key;
    name := sequence.name;
    feeds := sequence.relation_name || '.' || rollcall.quoted_name(sequence.attname);
    return next;
  end loop;
end;
$$;
