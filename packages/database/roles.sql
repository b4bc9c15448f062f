-- Roles belong to the cluster, not to the database: each is made where it is missing. The three
-- of Supabase are there already on Supabase; elsewhere (tests, a plain Postgres) they are made alike.
do $$
declare
  missing text;
  granted text;
begin
  foreach missing in array array[
    'anon', 'authenticated', 'service_role', 'rollcall_reader', 'rollcall_operator'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = missing) then
      begin
        execute format('create role %I nologin', missing);
      exception
        -- Another migration of the same cluster was faster.
        when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;

  begin
    -- service_role passes over row level security on Supabase; elsewhere only a superuser can say so.
    if (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
       and not (select rolbypassrls from pg_catalog.pg_roles where rolname = 'service_role') then
      alter role service_role bypassrls;
    end if;

    if not pg_has_role('rollcall_operator', 'rollcall_reader', 'member') then
      grant rollcall_reader to rollcall_operator;
    end if;
  exception
    -- "tuple concurrently updated": another migration of the same cluster is saying the same.
    when internal_error then null;
  end;

  -- Who looks sees what the sessions of others do, by the narrower of two roles that this one may
  -- grant. Where it may grant neither, the checks that need it say so.
  foreach granted in array array['pg_read_all_stats', 'pg_monitor'] loop
    if not pg_has_role('rollcall_reader', 'pg_read_all_stats', 'member') then
      begin
        execute format('grant %I to rollcall_reader', granted);
      exception
        when insufficient_privilege or internal_error then null;
      end;
    end if;
  end loop;

  -- On Supabase extensions live in a schema that only some roles may use.
  for granted in
    select n.nspname from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements' and not has_schema_privilege('rollcall_reader', n.oid, 'usage')
  loop
    begin
      execute format('grant usage on schema %I to rollcall_reader', granted);
    exception
      when insufficient_privilege then null;
    end;
  end loop;
end
$$;
