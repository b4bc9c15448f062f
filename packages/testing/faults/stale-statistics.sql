-- Analyzed when it was small; nobody comes, because autovacuum is off for it.
create table public.messages (
  id bigint primary key,
  body text
) with (autovacuum_enabled = false);

alter table public.messages enable row level security;
revoke all on public.messages from anon, authenticated;
insert into public.messages (id, body) select n, 'hello' from generate_series(1, 500) as n;
analyze public.messages;
insert into public.messages (id, body) select n, 'hello' from generate_series(501, 15000) as n;

-- undo
alter table public.messages reset (autovacuum_enabled);
