-- Roles belong to the cluster, not to the database: each is made where it is missing. The three
-- of Supabase are there already on Supabase; elsewhere (tests, a plain Postgres) they are made alike.
do $$
declare
  missing text;
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
end
$$;
