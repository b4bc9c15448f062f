-- Nobody comes: autovacuum is off for it.
create table public.page_views (
  id bigint primary key,
  seen_at timestamptz
) with (autovacuum_enabled = false);

alter table public.page_views enable row level security;
revoke all on public.page_views from anon, authenticated;
insert into public.page_views (id) select n from generate_series(1, 30000) as n;
delete from public.page_views where id > 5000;

-- undo
alter table public.page_views reset (autovacuum_enabled);
