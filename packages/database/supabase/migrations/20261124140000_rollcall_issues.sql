-- Which issue tells of which check: its number is read before anything is listed.
create table rollcall.issues (
  fingerprint text primary key,
  environment text not null,
  repository_id bigint not null,
  repository text not null,
  number integer not null,
  episode integer not null,
  run timestamptz not null,
  is_open boolean not null
);

comment on column rollcall.issues.repository_id is 'As GitHub numbers it: a repository keeps it when it is renamed or moved.';
comment on column rollcall.issues.run is 'The instant of the run that last wrote the issue.';

create index issues_by_environment on rollcall.issues (environment);

alter table rollcall.issues enable row level security;
