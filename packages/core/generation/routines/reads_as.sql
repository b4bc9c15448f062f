-- Whether a text is valid input for a type, without raising. Postgres has a function for it since
-- version 16; before, only trying tells, in a subtransaction, which a parallel query forbids:
-- hence not `parallel safe`.
create or replace function rollcall.reads_as(p_text text, p_type regtype)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
begin
  if current_setting('server_version_num')::integer >= 160000 then
    return pg_input_is_valid(p_text, p_type::text);
  end if;
  begin
    execute format('select %L::%s', p_text, p_type);
    return true;
  exception when others then
    return false;
  end;
end;
$$;
