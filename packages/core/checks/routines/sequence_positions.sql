-- How far each of the school's sequences has come: `place` of the values from `lowest` to `highest`
-- that both the sequence and every column that it feeds can hold. Place is null where even the owner
-- of this function may not read it. It acts as the owner: whoever looks gets the same answer.
create or replace function rollcall.sequence_positions()
returns table (name text, feeds text, place numeric, lowest numeric, highest numeric, descends boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  sequence record;
begin
  for sequence in
    with recursive fed as (
      select d.objid as id, d.refobjid as relation, d.refobjsubid as number
      from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.refobjsubid > 0 and d.deptype in ('a', 'i')
      union
      select d.refobjid, f.adrelid, f.adnum
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_attrdef as f on f.oid = d.objid
      where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        -- A default that makes something else of the number, as its rest, does not run out with it.
        and regexp_replace(
          pg_get_expr(f.adbin, f.adrelid),
          'nextval\(''([^'']|'''')*''::regclass\)|::[a-z ]+(\([0-9,]+\))?|[0-9+*() ]', '', 'g'
        ) = ''
      union
      -- On a sequence that a text names nothing depends.
      select n.id, f.adrelid, f.adnum
      from pg_catalog.pg_attrdef as f
      cross join lateral (
        select to_regclass(replace(m.found[1], '''''', ''''))::oid as id
        from regexp_matches(
          pg_get_expr(f.adbin, f.adrelid),
          '^\(?nextval\(\(?''((?:[^'']|'''')*)''::text\)?(?:::regclass)?\)\)?(?:::[a-z ]+)?$'
        ) as m (found)
      ) as n
      where n.id is not null
    ),
    -- What refers to such a column has to hold its numbers too.
    held as (
      select f.id, f.relation, f.number from fed as f
      union
      select h.id, k.conrelid, c.number
      from held as h
      join pg_catalog.pg_constraint as k on k.contype = 'f' and k.confrelid = h.relation
      cross join lateral unnest(k.conkey, k.confkey) as c (number, referred)
      where c.referred = h.number
    ),
    -- A domain, or a domain over one, holds what its base type holds.
    typed as (
      select f.id, f.relation, f.number, a.atttypid as type, a.atttypmod as modifier
      from held as f
      join pg_catalog.pg_attribute as a on a.attrelid = f.relation and a.attnum = f.number
      union all
      select t.id, t.relation, t.number, b.typbasetype, b.typtypmod
      from typed as t
      join pg_catalog.pg_type as b on b.oid = t.type and b.typtype = 'd'
    ),
    limits as (
      select t.id, l.highest,
             row_number() over (partition by t.id order by l.highest, t.relation, t.number) as rank,
             format(
               '%s.%s.%s (%s)', rollcall.quoted_name(n.nspname), rollcall.quoted_name(c.relname),
               rollcall.quoted_name(a.attname), format_type(t.type, t.modifier)
             ) as feeds
      from typed as t
      join pg_catalog.pg_class as c on c.oid = t.relation
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute as a on a.attrelid = t.relation and a.attnum = t.number
      cross join lateral (
        select case t.type
          when 'int2'::regtype then 32767
          when 'int4'::regtype then 2147483647
          when 'int8'::regtype then 9223372036854775807
          when 'numeric'::regtype then
            case when t.modifier >= 4
              then trunc(10::numeric ^ (((t.modifier - 4) >> 16) - ((t.modifier - 4) & 2047))) - 1 end
          when 'varchar'::regtype then case when t.modifier > 4 then trunc(10::numeric ^ (t.modifier - 4)) - 1 end
        end as highest
      ) as l
      where l.highest is not null
    )
    select o.id, o.name, l.feeds, s.seqcycle, s.seqincrement < 0 as descends,
           greatest(s.seqmin::numeric, -l.highest - 1) as lowest,
           least(s.seqmax::numeric, l.highest) as highest,
           s.seqmin::numeric as own_lowest, s.seqmax::numeric as own_highest,
           c.relpersistence = 'u' and pg_is_in_recovery() as gone
    from rollcall.school_objects('S') as o
    join pg_catalog.pg_sequence as s on s.seqrelid = o.id
    join pg_catalog.pg_class as c on c.oid = o.id
    left join limits as l on l.id = o.id and l.rank = 1
    order by o.name
  loop
    -- One that begins again, within what its column holds, never runs out.
    continue when sequence.seqcycle
      and (sequence.lowest, sequence.highest) = (sequence.own_lowest, sequence.own_highest);
    name := sequence.name;
    feeds := sequence.feeds;
    place := null;
    lowest := sequence.lowest;
    highest := sequence.highest;
    descends := sequence.descends;
    if has_sequence_privilege(sequence.id, 'select') and not sequence.gone then
      execute format('select s.last_value from %s as s', sequence.id::regclass) into place;
    end if;
    return next;
  end loop;
end;
$$;
