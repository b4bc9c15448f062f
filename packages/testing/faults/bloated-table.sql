-- Most rows are gone, and the last one keeps the file as long as it was.
create table public.drafts (
  id bigint primary key,
  body text
);

alter table public.drafts alter column body set storage plain;
alter table public.drafts enable row level security;
revoke all on public.drafts from anon, authenticated;
insert into public.drafts (id, body) select n, repeat('x', 2000) from generate_series(1, 4000) as n;
delete from public.drafts where id between 100 and 3999;
analyze public.drafts;

-- undo
-- As `vacuum full` does it, which no transaction may.
create table public.drafts_rewritten as select d.id, d.body from public.drafts as d;
alter table public.drafts_rewritten enable row level security;
revoke all on public.drafts_rewritten from anon, authenticated;
-- squawk-ignore ban-drop-table
drop table public.drafts;
-- squawk-ignore renaming-table
alter table public.drafts_rewritten rename to drafts;
-- squawk-ignore adding-serial-primary-key-field
alter table public.drafts add primary key (id);
