-- arrange_slots
-- Canonical slots in their order, each with an id. A missing one is made of weekday and start, so
-- that the same slot gets the same id again; a second of the same name gets a number.
create or replace function rollcall.arrange_slots(p_slots jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  taken jsonb := '[]';
  given jsonb;
  arranged jsonb := '[]';
  slot jsonb;
  name text;
  id text;
  number integer;
begin
  given := jsonb_path_query_array(p_slots, '$[*].id');
  for slot in
    select s
    from jsonb_array_elements(p_slots) as s
    order by (s -> 'weekday')::integer, s ->> 'start_time' collate "C",
      s ->> 'valid_from' collate "C" nulls first, s ->> 'anchor_date' collate "C" nulls first, s
  loop
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
