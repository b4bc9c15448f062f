-- The calls of the edge function that the database made by pg_net, with what became of each: pg_net
-- itself forgets that within hours.
create table rollcall.function_calls (
  id bigint generated always as identity primary key,
  request_id bigint not null,
  path text not null,
  requested_at timestamptz not null,
  status integer,
  error text,
  finished_at timestamptz
);

comment on table rollcall.function_calls is 'Calls of the function class-tracking, without what was sent and answered; kept for 31 days.';
comment on column rollcall.function_calls.request_id is 'As pg_net numbers it; after a crash of the server it may count from the start again.';
comment on column rollcall.function_calls.status is 'The HTTP status of the answer; null: none has come.';
comment on column rollcall.function_calls.error is 'Why no answer came, as pg_net says it.';

alter table rollcall.function_calls enable row level security;
