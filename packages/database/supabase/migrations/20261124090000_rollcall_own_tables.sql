-- Rollcall's own tables. The schema is not among those that PostgREST exposes.
create schema if not exists rollcall;

comment on schema rollcall is 'What Rollcall remembers: settings, runs, verdicts, audit. Not for applications.';

-- The school, as `rollcall migrate` copies it from rollcall.config.json: the trigger needs it here.
create table rollcall.school (
  only_row boolean primary key default true check (only_row),
  timezone text not null default 'UTC',
  updated_at timestamptz not null default now()
);

insert into rollcall.school default values;

create table rollcall.closures (
  starts_on date not null,
  ends_on date not null,
  reason text,
  primary key (starts_on, ends_on),
  constraint closures_in_order check (ends_on >= starts_on)
);

-- The schedule that held for a student from a date on. What came before it is never judged by it.
create table rollcall.schedule_versions (
  student_id bigint not null,
  effective_from date not null,
  effective_until date,
  stored jsonb,
  schedule jsonb,
  recorded_at timestamptz not null default now(),
  primary key (student_id, effective_from)
);

comment on column rollcall.schedule_versions.effective_until is 'The last date on which it holds; null: it is the newest.';
comment on column rollcall.schedule_versions.stored is 'fixed_schedule as the student''s row held it; null: nothing was due under this version.';
comment on column rollcall.schedule_versions.schedule is 'The same in canonical form, so that it is read once and not in every run; null: not read yet.';

-- Days gone by on which a student was not taught: pauses, ends and archiving that have since been
-- lifted. The student's row forgets them; the past is not judged anew for it.
create table rollcall.untaught_days (
  student_id bigint primary key,
  days datemultirange not null
);

-- One row decides whether a periodic operation has been done for a week: twice is impossible.
create table rollcall.generation_runs (
  operation text not null,
  week date not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  classes_created integer,
  primary key (operation, week)
);

create table rollcall.runs (
  id bigint generated always as identity primary key,
  checklist text not null,
  environment text not null,
  now timestamptz not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  looked_as text not null default current_user
);

create index runs_by_environment on rollcall.runs (environment, now desc);

create table rollcall.verdicts (
  run_id bigint not null references rollcall.runs (id) on delete cascade,
  check_id text not null,
  state text not null,
  verdict jsonb not null,
  primary key (run_id, check_id),
  constraint verdicts_state check (state in ('pass', 'fail', 'remedied', 'unknown', 'skipped'))
);

create index verdicts_by_check on rollcall.verdicts (check_id, run_id desc);

-- Where the last window that a check could look at ended.
create table rollcall.watermarks (
  check_id text not null,
  environment text not null,
  looked_until timestamptz not null,
  primary key (check_id, environment)
);

-- The audit: who had what remedied, when, and what was there before and after.
create table rollcall.remedies (
  id bigint generated always as identity primary key,
  remedy text not null,
  applied_by text not null default session_user,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  bound integer not null,
  before jsonb not null,
  after jsonb,
  failure text
);

-- Classes that a remedy took out, whole, so that nothing is ever lost.
create table rollcall.archived_classes (
  id bigint generated always as identity primary key,
  student_id bigint not null,
  class_id text not null,
  kept_class_id text,
  reason text not null,
  archived_at timestamptz not null default now(),
  archived_by text not null default session_user,
  class jsonb not null
);

create index archived_classes_by_student on rollcall.archived_classes (student_id);

-- What `rollcall migrate` deployed last: it applies routines again only when they, or what it finds
-- in their place, differ.
create table rollcall.deployments (
  only_row boolean primary key default true check (only_row),
  files text not null,
  objects text not null,
  deployed_at timestamptz not null default now()
);

alter table rollcall.deployments enable row level security;
alter table rollcall.school enable row level security;
alter table rollcall.closures enable row level security;
alter table rollcall.schedule_versions enable row level security;
alter table rollcall.untaught_days enable row level security;
alter table rollcall.generation_runs enable row level security;
alter table rollcall.runs enable row level security;
alter table rollcall.verdicts enable row level security;
alter table rollcall.watermarks enable row level security;
alter table rollcall.remedies enable row level security;
alter table rollcall.archived_classes enable row level security;
