-- What is left of `create unique index concurrently` when two rows are alike: Postgres writes it into
-- every row of the index' table, and finds nothing by it.
create table public.vouchers (
  id bigint primary key,
  code text
);

alter table public.vouchers enable row level security;
revoke all on public.vouchers from anon, authenticated;
create unique index vouchers_code on public.vouchers (code);

update pg_catalog.pg_index set indisvalid = false
where indexrelid = 'public.vouchers_code'::regclass;
