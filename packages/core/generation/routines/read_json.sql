-- The JSON that a text holds; null when it holds none.
create or replace function rollcall.read_json(p_text text)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  -- Nesting beyond the server's stack is an error that nothing catches softly. No schedule has
  -- this many brackets or this much text.
  if length(p_text) > 1000000
    or length(p_text) - length(translate(p_text, '[{', '')) > 1000
    or not rollcall.reads_as(p_text, 'jsonb')
  then
    return null;
  end if;
  return p_text::jsonb;
end;
$$;
