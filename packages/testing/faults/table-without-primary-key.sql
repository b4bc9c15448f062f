-- It came from a spreadsheet.
create table public.addresses (
  student bigint not null,
  street text
);

alter table public.addresses enable row level security;
revoke all on public.addresses from anon, authenticated;

-- undo
-- squawk-ignore adding-serial-primary-key-field
alter table public.addresses add primary key (student);
