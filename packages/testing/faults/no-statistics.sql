-- Loaded in one go; nobody comes, because autovacuum is off for it.
create table public.postcodes (
  id bigint primary key,
  place text
) with (autovacuum_enabled = false);

alter table public.postcodes enable row level security;
revoke all on public.postcodes from anon, authenticated;
insert into public.postcodes (id, place) select n, 'Toledo' from generate_series(1, 12000) as n;

-- undo
alter table public.postcodes reset (autovacuum_enabled);
