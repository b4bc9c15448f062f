-- Copies what became of the calls of the edge function out of pg_net's table, where it stays for some six
-- hours only. Answers of how many.
create or replace function rollcall.keep_call_outcomes()
returns integer
language plpgsql
set search_path = ''
as $$
declare
  kept integer;
begin
  update rollcall.function_calls as c
  set status = o.status, error = o.error, finished_at = o.finished_at
  from rollcall.function_outcomes('infinity') as o
  where c.id = o.id and c.finished_at is null and o.finished_at is not null;
  get diagnostics kept = row_count;
  return kept;
end;
$$;
