-- The calls of the edge function up to an instant, each with what became of it: as Rollcall has kept it or,
-- where it has not yet, as pg_net knows it. `status` is the answer's; without one `error` says why;
-- `finished_at` is null while neither has come. It acts as the owner: not everybody may read pg_net's table.
create or replace function rollcall.function_outcomes(p_now timestamptz)
returns table (
  id bigint,
  path text,
  requested_at timestamptz,
  status integer,
  error text,
  finished_at timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not exists (
    select from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'net' and c.relname = '_http_response'
  ) then
    return query
      select c.id, c.path, c.requested_at, c.status, c.error, c.finished_at
      from rollcall.function_calls as c
      where c.requested_at <= p_now
      order by c.id;
    return;
  end if;
  return query execute $query$
    select c.id, c.path, c.requested_at, coalesce(c.status, r.status_code),
           coalesce(c.error, case when r.timed_out then 'timed out' else left(r.error_msg, 200) end),
           coalesce(c.finished_at, r.created)
    from rollcall.function_calls as c
    left join net._http_response as r
      on r.id = c.request_id and c.finished_at is null
      -- What carries a number that was given anew is the newest call's.
      and not exists (select from rollcall.function_calls as n where n.request_id = c.request_id and n.id > c.id)
    where c.requested_at <= $1
    order by c.id
  $query$ using p_now;
end;
$$;
