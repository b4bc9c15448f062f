-- json_pointer
-- The JSON Pointer (RFC 6901) of a key under a place: `~` and `/` in the key are escaped.
-- No `set`: it is to be inlined.
create or replace function rollcall.json_pointer(p_parent text, p_key text)
returns text
language sql
immutable
parallel safe
as $$
  select p_parent || '/' || replace(replace(p_key, '~', '~0'), '/', '~1')
$$;
