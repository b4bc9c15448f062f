-- stored_slots
-- The slots of a schedule as they are stored, in stored order, each with its JSON Pointer and the
-- weekday under whose key it stands: of a list, of an object with `slots`, or of an object keyed
-- by days, where a day holds a list or a single slot.
create or replace function rollcall.stored_slots(p_schedule jsonb)
returns table (path text, weekday integer, slot jsonb)
language sql
immutable
parallel safe
rows 3
set search_path = ''
as $$
  with held as (
    select '' as path, null::integer as weekday, p_schedule as value, 0 as place
    where jsonb_typeof(p_schedule) = 'array'
    union all
    select '/slots', null, p_schedule -> 'slots', 0
    where jsonb_typeof(p_schedule -> 'slots') = 'array'
    union all
    select rollcall.json_pointer('', key), coalesce(nullif(named, 0), 7), value, place
    from jsonb_each(
      case when jsonb_typeof(p_schedule) = 'object' and not p_schedule ? 'slots' then p_schedule end
    ) with ordinality as each_key(key, value, place)
    cross join lateral rollcall.read_weekday(to_jsonb(key)) as named
    where named is not null and value <> 'null'
  )
  select held.path || case when jsonb_typeof(value) = 'array' then '/' || number - 1 else '' end,
         held.weekday, item
  from held
  cross join lateral jsonb_array_elements(
    case when jsonb_typeof(value) = 'array' then value else jsonb_build_array(value) end
  ) with ordinality as each_item(item, number)
  order by held.place, number
$$;
