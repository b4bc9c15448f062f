-- Whether a role is one that Supabase makes for itself.
create or replace function rollcall.is_platform_role(p_role text)
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select p_role ~ '^(supabase_|cli_login_|pgsodium_|pgbouncer$|dashboard_user$)'
$$;
