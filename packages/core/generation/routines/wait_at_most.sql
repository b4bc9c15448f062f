-- From now on, in this transaction, no lock is waited for longer than this; and never so long that
-- Postgres would look for a deadlock, for which it ends a transaction, perhaps an application's, or that
-- the waiting alone would use up the time that the session gives a statement.
create or replace function rollcall.wait_at_most(p_milliseconds integer)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('lock_timeout', floor(least(
    p_milliseconds,
    900 * extract(epoch from current_setting('deadlock_timeout')::interval),
    nullif(250 * extract(epoch from current_setting('statement_timeout')::interval), 0)
  ))::integer || 'ms', true);
end;
$$;
