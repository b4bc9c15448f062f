-- Scans of paper, kept in the database: 40 MB of them.
create table public.scans (
  id bigint primary key,
  content text
);

alter table public.scans alter column content set storage plain;
alter table public.scans enable row level security;
revoke all on public.scans from anon, authenticated;
insert into public.scans (id, content) select n, repeat('x', 8000) from generate_series(1, 5000) as n;

-- undo
-- squawk-ignore ban-drop-table
drop table public.scans;
