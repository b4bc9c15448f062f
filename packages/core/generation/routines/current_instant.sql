-- The one clock of the database side: the transaction's, unless the session was given a fixed one
-- (`rollcall --now`, tests).
create or replace function rollcall.current_instant()
returns timestamptz
language plpgsql
stable
parallel safe
set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('rollcall.now', true), '')::timestamptz, now());
end;
$$;
