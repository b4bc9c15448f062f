-- The schemas that belong to Postgres, to Supabase or to an extension, not to the school: those that
-- Supabase's own advisors leave out, and Rollcall's.
create or replace function rollcall.platform_schemas()
returns text[]
language sql
immutable
parallel safe
set search_path = ''
as $$
  select array[
    '_analytics', '_realtime', '_supavisor', '_timescaledb_cache', '_timescaledb_catalog',
    '_timescaledb_config', '_timescaledb_internal', 'auth', 'cron', 'extensions', 'graphql',
    'graphql_public', 'information_schema', 'net', 'pg_catalog', 'pg_toast', 'pgbouncer', 'pgmq',
    'pgroonga', 'pgsodium', 'pgsodium_masks', 'pgtle', 'realtime', 'repack', 'rollcall', 'storage',
    'supabase_functions', 'supabase_migrations', 'tiger', 'topology', 'vault'
  ]
$$;
