-- Whatever the shorter one finds, the longer one finds as well.
create table public.payments (
  id bigint primary key,
  paid_on date,
  amount numeric
);

alter table public.payments enable row level security;
revoke all on public.payments from anon, authenticated;
create index payments_by_day on public.payments (paid_on);
create index payments_by_day_and_amount on public.payments (paid_on, amount);

-- undo
-- squawk-ignore require-concurrent-index-deletion
drop index public.payments_by_day;
