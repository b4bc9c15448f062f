-- What pg_stat_statements counted until a run: the next ones tell by the difference what became
-- slower. Nothing is ever reset for it.
create table rollcall.statement_snapshots (
  id bigint generated always as identity primary key,
  environment text not null,
  server text not null,
  counted_at timestamptz not null default now(),
  counted_since timestamptz not null,
  counters jsonb not null
);

comment on column rollcall.statement_snapshots.server is 'The server and the database, as they identify themselves: a copy elsewhere has a history of its own.';
comment on column rollcall.statement_snapshots.counted_since is 'When the counters were last reset, by whomever.';

alter table rollcall.statement_snapshots enable row level security;
