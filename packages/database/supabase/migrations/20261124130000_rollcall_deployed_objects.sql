-- What the last migration left in place, object by object, so that a check can name what has changed
-- since and a remedy can put it back.
create table rollcall.deployed_objects (
  part text not null,
  name text not null,
  definition text not null,
  statement text,
  primary key (part, name)
);

comment on table rollcall.deployed_objects is 'What is Rollcall''s own, as its last migration left it; statement puts it back, where a statement can.';

alter table rollcall.deployed_objects enable row level security;
