-- Keeps how large the database and its two hundred largest tables are, for the looks to come, unless
-- that was done in the last 20 hours. What is older than 400 days goes.
create or replace function rollcall.remember_sizes(p_now timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if exists (
    select from rollcall.table_sizes as t
    where t.name = 'database' and t.measured_at > p_now - interval '20 hours' and t.measured_at <= p_now
  ) then
    return;
  end if;
  insert into rollcall.table_sizes (name, measured_at, bytes)
  values ('database', p_now, pg_database_size(current_database()));
  insert into rollcall.table_sizes (name, measured_at, bytes)
  select s.name, p_now, s.bytes
  from (
    select o.name, pg_total_relation_size(o.id) as bytes from rollcall.school_objects('rm') as o
  ) as s
  where s.bytes is not null
  order by s.bytes desc, s.name
  limit 200
  on conflict (name, measured_at) do nothing;
  delete from rollcall.table_sizes as t where t.measured_at < p_now - interval '400 days';
end;
$$;
