-- Keeps the counters of the costliest statements for the looks to come, unless it did within the
-- hours given: five weeks of daily runs. Answers whether it did.
create or replace function rollcall.remember_statements(p_environment text, p_hours numeric)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  most constant integer := 500;
begin
  insert into rollcall.statement_snapshots (environment, server, counted_since, counters)
  select
    p_environment, c.server, c.counted_since,
    jsonb_agg(jsonb_build_object(
      'user_id', s.user_id, 'query_id', s.query_id, 'calls', s.calls, 'total_ms', s.total_ms,
      'max_ms', s.max_ms, 'entered_at', s.entered_at
    ))
  from rollcall.statements_counted() as c
  cross join lateral (
    select n.* from rollcall.statement_counters(false) as n
    order by n.total_ms desc, n.query_id
    limit most
  ) as s
  where not exists (
    select from rollcall.statement_snapshots as p
    where p.environment = p_environment and p.server = c.server
      and p.counted_at > c.seen_at - make_interval(secs => p_hours::double precision * 3600)
      and p.counted_since = c.counted_since
  )
  group by c.server, c.counted_since;
  if not found then
    return false;
  end if;
  delete from rollcall.statement_snapshots as p
  where p.environment = p_environment
    and p.id <= (
      select n.id from rollcall.statement_snapshots as n
      where n.environment = p_environment
      order by n.id desc
      offset 35
      limit 1
    );
  return true;
end;
$$;
