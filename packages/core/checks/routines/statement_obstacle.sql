-- Why the statistics of statements can't be relied on, or null: absent, not_loaded, outdated,
-- switched_off, hidden_schema, privilege.
create or replace function rollcall.statement_obstacle()
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  home oid := (select e.extnamespace from pg_catalog.pg_extension as e where e.extname = 'pg_stat_statements');
begin
  return case
    when home is null then 'absent'
    when current_setting('pg_stat_statements.max', true) is null then 'not_loaded'
    -- The view of an extension that was never updated is that of an older Postgres.
    when not exists (
      select from pg_catalog.pg_proc as p where p.pronamespace = home and p.proname = 'pg_stat_statements_info'
    ) then 'outdated'
    when current_setting('pg_stat_statements.track') = 'none' or current_setting('compute_query_id') = 'off'
      then 'switched_off'
    when not has_schema_privilege(home, 'usage') then 'hidden_schema'
    when not pg_has_role(current_user, 'pg_read_all_stats', 'usage') then 'privilege'
  end;
end;
$$;
