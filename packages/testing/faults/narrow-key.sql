-- The counter goes to nine trillion and more, the column that it feeds only to 32767.
create sequence public.reminders_seq;

create table public.reminders (
  -- squawk-ignore prefer-bigint-over-smallint
  id smallint primary key default nextval('public.reminders_seq'),
  sent_at timestamptz
);

alter table public.reminders enable row level security;
revoke all on public.reminders from anon, authenticated;
select setval('public.reminders_seq', 32100);

-- undo
-- squawk-ignore changing-column-type
alter table public.reminders alter column id type bigint;
