-- Ten thousand students who have come twice a week for 48 weeks, with the classes up to the end of next
-- week: what was is held, and after a month paid. Monday's run made the newest, and says so.
set session_replication_role = replica;

update rollcall.school set timezone = 'Europe/Madrid';

insert into public.students (first_name, last_name, start_date, fixed_schedule, created_at)
select 'Vera', 'Prado', d.monday - 48 * 7,
       jsonb_build_array(
         jsonb_build_object('day', 1 + n % 3, 'start_time', format('%s:00', 14 + n % 6), 'duration_minutes', 60),
         jsonb_build_object('day', 4 + n % 3, 'start_time', format('%s:30', 14 + n % 5), 'duration_minutes', 45)
       ),
       rollcall.current_instant() - interval '350 days'
from generate_series(1, 10000) as n
cross join lateral (
  select date_trunc('week', rollcall.local_date(rollcall.current_instant())::timestamp)::date as monday
) as d;

insert into rollcall.schedule_versions (student_id, effective_from, stored, schedule, recorded_at)
select s.id, s.start_date, s.fixed_schedule,
       rollcall.normalise_schedule(s.fixed_schedule, 'Europe/Madrid') -> 'schedule', s.created_at
from public.students as s;

-- Built afterwards, as whoever loads many rows does.
-- squawk-ignore require-concurrent-index-deletion
drop index public.classes_occurrence_key;

insert into public.classes (
  student_id, date, start_time, end_time, duration_minutes, timezone, starts_at, status, payment_status,
  origin_date, origin_start_time, generated_at, created_at
)
select
  c.student_id, c.day, c.start_time, c.start_time + c.minutes * interval '1 minute', c.minutes, 'Europe/Madrid',
  c.starts_at,
  case when c.starts_at < rollcall.current_instant() then 'completed' else 'scheduled' end,
  case when c.starts_at < rollcall.current_instant() - interval '30 days' then 'paid' else 'unpaid' end,
  c.day, c.start_time, c.made_at, c.made_at
from (
  select
    s.id as student_id, d.day, k.start_time, k.duration_minutes as minutes,
    (d.day + k.start_time) at time zone 'Europe/Madrid' as starts_at,
    (date_trunc('week', d.day::timestamp) - interval '162 hours') at time zone 'Europe/Madrid' as made_at
  from public.students as s
  cross join generate_series(0, 49) as week
  cross join lateral jsonb_to_recordset(s.fixed_schedule)
    as k (day integer, start_time time, duration_minutes integer)
  cross join lateral (select s.start_date + week * 7 + k.day - 1 as day) as d
) as c;

-- squawk-ignore require-concurrent-index-creation
create unique index classes_occurrence_key
on public.classes (coalesce(origin_date, date), student_id, coalesce(origin_start_time, start_time));

insert into public.class_generation_logs (student_id, operation, trigger_time, status, message, classes_created)
select s.id, 'scheduled', w.due_at, 'success', '2 classes created', 2
from public.students as s
cross join rollcall.last_weekly_run_due(rollcall.current_instant()) as w (due_at)
union all
select null, 'scheduled', w.due_at, 'success', '20000 classes created for 10000 students', 0
from rollcall.last_weekly_run_due(rollcall.current_instant()) as w (due_at);

insert into rollcall.generation_runs (operation, week, started_at, finished_at, classes_created)
select 'weekly', rollcall.local_date(w.due_at), w.due_at, w.due_at, 20000
from rollcall.last_weekly_run_due(rollcall.current_instant()) as w (due_at);

reset session_replication_role;
