-- Canonical slots in their order, each with an id. A missing one is made of weekday and start, so
-- that the same slot gets the same id again; a second of the same name gets a number.
-- p_in_order: they are in their order already, as nearly always: sorting costs more than the rest.
create or replace function rollcall.arrange_slots(p_slots jsonb, p_in_order boolean)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  given constant jsonb := jsonb_path_query_array(p_slots, '$[*].id');
  ordered jsonb := p_slots;
  arranged jsonb := jsonb '[]';
  taken jsonb := jsonb '[]';
  slot jsonb;
  name text;
  id text;
  number integer;
begin
  if not p_in_order then
    ordered := (
      select jsonb_agg(s order by
        (s -> 'weekday')::integer, (s ->> 'start_time') collate "C",
        (s ->> 'valid_from') collate "C" nulls first,
        (s ->> 'anchor_date') collate "C" nulls first, s)
      from jsonb_array_elements(p_slots) as s
    );
  end if;
  for place in 0..jsonb_array_length(ordered) - 1 loop
    slot := ordered -> place;
    name := coalesce(
      slot ->> 'id', (slot ->> 'weekday') || '-' || replace(slot ->> 'start_time', ':', '')
    );
    id := name;
    number := 1;
    while taken ? id or (given ? id and id is distinct from slot ->> 'id') loop
      number := number + 1;
      id := left(name, 60) || '-' || number;
    end loop;
    taken := taken || to_jsonb(id);
    arranged := arranged || jsonb_build_array(slot || jsonb_build_object('id', id));
  end loop;
  return arranged;
end;
$$;
