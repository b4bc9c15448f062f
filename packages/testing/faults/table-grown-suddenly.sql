-- An application's own table: a month ago there was next to nothing in it.
create table public.uploads (
  id bigint primary key,
  content text
);

alter table public.uploads enable row level security;
revoke all on public.uploads from anon, authenticated;
insert into public.uploads select n, repeat(md5(n::text), 30) from generate_series(1, 8000) as n;

insert into rollcall.table_sizes (name, measured_at, bytes)
values ('public.uploads', rollcall.current_instant() - interval '30 days', 16384);

-- undo
truncate public.uploads;
