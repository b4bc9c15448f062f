-- Checks the constraints on classes that an application has deferred to the end of the transaction,
-- now, while what they refuse can still be caught and logged. For the rest of the transaction they are
-- deferred again.
create or replace function rollcall.check_deferred_constraints()
returns void
language plpgsql
set search_path = ''
as $$
declare
  deferred constant text := (
    select string_agg(format('%I.%I', n.nspname, c.conname), ', ')
    from pg_catalog.pg_constraint as c
    join pg_catalog.pg_namespace as n on n.oid = c.connamespace
    where c.conrelid = 'public.classes'::regclass and c.condeferred
  );
begin
  if deferred is not null then
    execute format('set constraints %s immediate', deferred);
    execute format('set constraints %s deferred', deferred);
  end if;
end;
$$;
