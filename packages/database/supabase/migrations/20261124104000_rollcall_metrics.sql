-- The metrics of the maintenance document's "Monitoring Dashboard", as each run measured them.
create table rollcall.metrics (
  environment text not null,
  metric text not null,
  measured_at timestamptz not null,
  value numeric not null,
  primary key (environment, metric, measured_at)
);

comment on table rollcall.metrics is 'One value for each metric and run; measured_at is the instant at which the run looked.';

alter table rollcall.metrics enable row level security;
