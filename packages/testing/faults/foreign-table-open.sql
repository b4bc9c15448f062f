-- The accounts of another database, which asks nobody who is asking.
create foreign data wrapper bookkeeping;
create server books foreign data wrapper bookkeeping;
create foreign table public.accounts (id bigint, owes numeric) server books;

grant select on public.accounts to authenticated;

-- undo
revoke all on public.accounts from anon, authenticated;
