-- A name of a database object as it can be pasted into a statement. One with characters that a
-- terminal or a reader could take for something else is written in Postgres' own escapes, U&"...".
create or replace function rollcall.quoted_name(p_name text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select case
    when p_name ~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]' then (
      select 'U&"' || string_agg(
        case when l.letter ~ '[\u0001-\u001f"\\\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
          then '\' || lpad(to_hex(ascii(l.letter)), 4, '0') else l.letter end,
        '' order by l.place
      ) || '"'
      from regexp_split_to_table(p_name, '') with ordinality as l (letter, place)
    )
    else quote_ident(p_name)
  end
$$;
