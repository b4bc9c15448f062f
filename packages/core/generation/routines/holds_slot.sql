-- Whether a canonical slot is already among others: the same in everything but its id.
create or replace function rollcall.holds_slot(p_slots jsonb, p_slot jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  for place in 0..jsonb_array_length(p_slots) - 1 loop
    if (p_slots -> place) - 'id' = p_slot - 'id' then
      return true;
    end if;
  end loop;
  return false;
end;
$$;
