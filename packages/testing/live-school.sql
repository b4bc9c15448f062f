-- A live database as a school has it before Rollcall: the shape that the maintenance document's
-- queries use, with an application on top. All names are invented, every row is the same each time.
-- Classes from 2026-01-05 to 2026-03-22; the tests' clock stands at 2026-03-11.

create table public.students (
  id bigserial primary key,
  first_name text not null,
  last_name text not null,
  email text,
  start_date date,
  fixed_schedule jsonb,
  notes text
);

create table public.courses (
  id bigserial primary key,
  title text not null,
  price numeric(8, 2) not null
);

create table public.classes (
  id bigserial primary key,
  student_id bigint not null references public.students (id) on delete cascade,
  course_id bigint references public.courses (id),
  date date not null,
  start_time time not null,
  end_time time not null,
  status text not null default 'scheduled',
  payment_status text not null default 'unpaid',
  teacher text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint classes_one_per_time unique (student_id, date, start_time, end_time)
);

create index classes_of_teacher on public.classes (teacher, date);

create table public.class_generation_logs (
  id bigserial primary key,
  student_id bigint,
  operation text not null,
  trigger_time timestamptz not null default now(),
  status text not null,
  message text,
  classes_created integer default 0,
  error_details text
);

create table public.attendance (
  id bigserial primary key,
  class_id bigint not null references public.classes (id),
  present boolean not null
);

-- What the application's triggers did, so that a test can see whether they ran.
create table public.webhook_calls (
  id bigserial primary key,
  class_id bigint not null,
  event text not null
);

create function public.touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end;
$$;

create function public.call_webhook() returns trigger language plpgsql as $$
begin
  insert into public.webhook_calls (class_id, event) values (coalesce(new.id, old.id), tg_op);
  return coalesce(new, old);
end;
$$;

-- Thirty students whose schedules are in order, in the shapes that applications store, and ten
-- whose are not.
insert into public.courses (title, price) values
  ('Spanish A2', 24.00), ('Mathematics', 27.50), ('Piano', 31.00);

insert into public.students (first_name, last_name, email, start_date, fixed_schedule, notes)
select
  (array['Vera', 'Iker', 'Noa', 'Leo', 'Alma', 'Hugo', 'Cleo', 'Bruno', 'Mila', 'Otto'])[1 + n % 10],
  (array['Prado', 'Soler', 'Lindt', 'Ferro', 'Quint', 'Marlow'])[1 + n % 6],
  format('family%s@example.org', n),
  date '2025-09-01' + n,
  case n % 3
    when 0 then jsonb_build_array(
      jsonb_build_object('day', 'monday', 'start_time', '16:00', 'duration_minutes', 60),
      jsonb_build_object('day', 'wednesday', 'start_time', '17:30', 'duration_minutes', 60)
    )
    when 1 then jsonb_build_object(
      'tuesday', jsonb_build_array(jsonb_build_object('start', '16:00', 'end', '17:00')),
      'thursday', jsonb_build_array(jsonb_build_object('start', '18:00', 'end', '19:00'))
    )
    else jsonb_build_array(
      jsonb_build_object('day', 1, 'start_time', '10:00:00', 'end_time', '11:00:00'),
      jsonb_build_object('day', 5, 'start_time', '10:00:00', 'end_time', '11:00:00')
    )
  end,
  nullif(case when n % 7 = 0 then 'prefers mornings' else '' end, '')
from generate_series(1, 30) as n;

insert into public.students (first_name, last_name, start_date, fixed_schedule) values
  ('Rita', 'Holm', null, '[{"day": "monday", "start_time": "15:00", "duration_minutes": 60}]'),
  ('Saul', 'Holm', '2025-10-01', null),
  ('Tess', 'Holm', '2025-10-01', '{}'),
  ('Ugo', 'Holm', '2025-10-01', '[]'),
  ('Wim', 'Holm', '2025-10-01', '[{"day": "someday", "start_time": "15:00", "duration_minutes": 60}]'),
  ('Xena', 'Holm', '2025-10-01', '[{"day": "monday", "start_time": "25:00", "duration_minutes": 60}]'),
  ('Yago', 'Holm', '2025-10-01', '[{"day": "monday", "duration_minutes": 60}]'),
  ('Zita', 'Holm', '2025-10-01', '"monday at five"'),
  ('Adam', 'Holm', '2025-10-01', '42'),
  ('Bela', 'Holm', '2025-10-01', '[{"day": "monday", "start_time": "15:00", "duration_minutes": -5}]');

-- Ten weeks of two classes for each of the thirty, then the coming week for some.
insert into public.classes (
  student_id, course_id, date, start_time, end_time, status, payment_status, teacher, created_at, updated_at
)
select
  s.id, 1 + s.id % 3, d.day, t.start_time, t.start_time + interval '1 hour',
  case
    when d.day >= date '2026-03-11' then 'scheduled'
    when (s.id + (d.day - date '2026-01-05')) % 11 = 0 then 'cancelled'
    else 'completed'
  end,
  case
    when d.day < date '2026-02-01' then 'paid'
    when d.day < date '2026-03-01' then 'invoiced'
    else 'unpaid'
  end,
  (array['Mr Ash', 'Ms Birch'])[1 + s.id % 2],
  timestamptz '2026-01-01 08:00+00' + s.id * interval '1 minute',
  timestamptz '2026-01-01 08:00+00' + s.id * interval '1 minute'
from public.students as s
cross join lateral (
  values
    (case s.id % 3 when 0 then 1 when 1 then 2 else 1 end,
     case s.id % 3 when 2 then time '10:00' else time '16:00' end),
    (case s.id % 3 when 0 then 3 when 1 then 4 else 5 end,
     case s.id % 3 when 0 then time '17:30' when 1 then time '18:00' else time '10:00' end)
) as t (weekday, start_time)
cross join lateral (
  select day::date as day
  from generate_series(date '2026-01-05', date '2026-03-22', interval '1 day') as day
  where extract(isodow from day) = t.weekday
) as d
where s.id <= 30 and (d.day < date '2026-03-16' or s.id <= 15)
order by d.day, s.id, t.start_time;

-- Moved by hand, as an application moves a class: nothing says where it was.
update public.classes set date = date + 1, start_time = '19:00', end_time = '20:00'
where student_id = 6 and date = '2026-02-11';

-- Doubled, which the application's own unique key lets through: the end differs.
insert into public.classes (
  student_id, course_id, date, start_time, end_time, teacher, created_at, updated_at
)
select student_id, course_id, date, start_time, end_time + interval '30 minutes', teacher,
       created_at + interval '1 day', updated_at + interval '1 day'
from public.classes
where student_id in (3, 4, 5) and date between '2026-03-02' and '2026-03-14'
order by id;

insert into public.attendance (class_id, present)
select id, id % 9 <> 0 from public.classes where status = 'completed' order by id;

insert into public.class_generation_logs (
  student_id, operation, trigger_time, status, message, classes_created, error_details
)
values
  (1, 'insert', '2026-01-01 08:01+00', 'success', 'created', 20, null),
  (null, 'scheduled', '2026-03-09 06:00+00', 'success', 'weekly run', 30, null),
  (35, 'update', '2026-03-10 12:00+00', 'failed', 'invalid input', 0, 'invalid day: someday');

create trigger touch_classes before update on public.classes
for each row execute function public.touch_updated_at();

create trigger classes_webhook after insert or update or delete on public.classes
for each row execute function public.call_webhook();

do $$
begin
  if to_regrole('authenticated') is null then
    create role authenticated nologin;
  end if;
end
$$;

alter table public.students enable row level security;
create policy staff_read_students on public.students for select to authenticated using (true);
grant select, update on public.students to authenticated;
grant select (id, date, start_time, status) on public.classes to authenticated;
analyze;
