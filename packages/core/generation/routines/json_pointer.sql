-- The JSON Pointer (RFC 6901) of a key under a place: `~` and `/` in the key are escaped.
create or replace function rollcall.json_pointer(p_parent text, p_key text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select p_parent || '/' || replace(replace(p_key, '~', '~0'), '/', '~1')
$$;
