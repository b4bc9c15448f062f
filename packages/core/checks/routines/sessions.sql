-- The sessions that clients have with this server. Their times are the server's own, and so is
-- `seen_at`, when the looking statement began: their age is a difference of the two. `who` names a
-- session for a finding, and the platform's are those of roles that Supabase makes for itself.
create or replace function rollcall.sessions()
returns table (
  pid integer, is_here boolean, is_own boolean, is_platform boolean, role_name text, who text, state text,
  state_since timestamptz, transaction_since timestamptz, statement_since timestamptz, seen_at timestamptz,
  query_id bigint, wait_event text
)
language sql
stable
set search_path = ''
as $$
  select
    a.pid,
    a.datname = current_database(),
    a.pid = pg_backend_pid(),
    rollcall.is_platform_role(a.usename::text),
    rollcall.quotable(a.usename::text),
    format(
      'session %s (role %s%s)', a.pid, rollcall.quotable(a.usename::text),
      -- Names of applications carry versions and more after a space or a slash.
      ', application ' || rollcall.quotable(nullif(substring(a.application_name from '^[^ /]*'), ''))
    ),
    a.state, a.state_change, a.xact_start, a.query_start,
    (select o.query_start from pg_catalog.pg_stat_activity as o where o.pid = pg_backend_pid()),
    a.query_id, a.wait_event
  from pg_catalog.pg_stat_activity as a
  where a.backend_type = 'client backend'
$$;
