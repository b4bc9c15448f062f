-- A real query that needs no right, no table and no schema of ours.
select
  current_setting('server_version') as version,
  pg_catalog.pg_postmaster_start_time() as "startedAt",
  pg_catalog.pg_is_in_recovery() as "inRecovery"
