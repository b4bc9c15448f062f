-- How large the database and its tables were, as the check table-growth measured them: what it
-- forecasts from.
create table rollcall.table_sizes (
  name text not null,
  measured_at timestamptz not null,
  bytes bigint not null,
  primary key (name, measured_at)
);

comment on table rollcall.table_sizes is 'At most once in 20 hours, for some 400 days; a table with its indexes and long texts.';
comment on column rollcall.table_sizes.name is '`schema.table`, or `database` for all of it.';

alter table rollcall.table_sizes enable row level security;
