-- An application's own index, made twice under two names.
create table public.invoices (
  id bigint primary key,
  due_on date
);

alter table public.invoices enable row level security;
revoke all on public.invoices from anon, authenticated;
create index invoices_by_due_date on public.invoices (due_on);
create index invoices_due_on_idx on public.invoices (due_on);

-- undo
-- squawk-ignore require-concurrent-index-deletion
drop index public.invoices_due_on_idx;
