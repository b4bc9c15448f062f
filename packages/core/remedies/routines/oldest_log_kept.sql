-- The instant from which on generation logs are kept when they are kept for so many days. A day is
-- 24 hours, so that no setting of the session matters; more than two millennia count as so many.
create or replace function rollcall.oldest_log_kept(p_days integer, p_now timestamptz)
returns timestamptz
language sql
immutable
parallel safe
set search_path = ''
as $$
  select p_now - least(p_days, 730000) * interval '24 hours';
$$;
