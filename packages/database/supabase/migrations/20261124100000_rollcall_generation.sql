-- A change of schedule that takes effect later, and the classes that somebody deleted.
alter table public.students add column if not exists schedule_effective_from date;

comment on column public.students.schedule_effective_from is 'The date from which a changed fixed_schedule holds; null or gone by: the day of the change.';

create table rollcall.deleted_classes (
  student_id bigint not null,
  origin_date date not null,
  origin_start_time time not null,
  transaction_id text not null,
  deleted_at timestamptz not null,
  deleted_by text not null default session_user,
  superseded boolean not null default false,
  primary key (student_id, origin_date, origin_start_time, transaction_id)
);

comment on table rollcall.deleted_classes is 'The origins of classes that somebody deleted. One that went alone in its transaction stays deleted; what went in bulk is missing. Superseded: the class was there again since.';

create index deleted_classes_by_transaction on rollcall.deleted_classes (transaction_id);

alter table rollcall.deleted_classes enable row level security;

-- A first version holds from the start of the student, whenever that comes to be.
update rollcall.schedule_versions as v
set effective_from = '-infinity'
from public.students as s
where s.id = v.student_id
  and s.start_date = v.effective_from
  and not exists (
    select from rollcall.schedule_versions as earlier
    where earlier.student_id = v.student_id and earlier.effective_from < v.effective_from
  );

alter table rollcall.untaught_days add column said_on date;
alter table rollcall.untaught_days alter column days set default '{}';

comment on column rollcall.untaught_days.said_on is 'Since when the student''s row has said of pause, end and archiving what it says now; null: longer than is known.';

-- With which values the application's table lets a class begin.
alter table rollcall.school add column initial_status text;
alter table rollcall.school add column initial_payment_status text;

-- One index, led by the time, takes the place of both; it is built online.
-- squawk-ignore require-concurrent-index-deletion
drop index if exists public.class_generation_logs_by_student;
-- squawk-ignore require-concurrent-index-deletion
drop index if exists public.class_generation_logs_by_time;

-- What became of these is another function, or has another signature.
drop function if exists rollcall.expand_schedules(bigint[], jsonb[], date[], date[], datemultirange[]);
drop function if exists rollcall.schedules_in_force(timestamptz, bigint);
drop function if exists rollcall.missing_classes_of_student(date, date, timestamptz, bigint);
drop function if exists rollcall.insert_missing_classes(date, date, timestamptz, bigint, date);
drop function if exists rollcall.reconcile_classes(bigint, jsonb, timestamptz);
drop function if exists rollcall.remember_untaught_days(public.students, timestamptz);
drop function if exists rollcall.follow_schedule(bigint, text, timestamptz);
drop function if exists rollcall.log_generations(bigint[], integer[], text, text, timestamptz, timestamptz);
drop function if exists rollcall.normalise_schedule(jsonb, text, text, jsonb);
drop function if exists rollcall.read_slot(jsonb, text, integer, jsonb, text, jsonb);
drop function if exists rollcall.read_slot_rhythm(jsonb, jsonb, text);
