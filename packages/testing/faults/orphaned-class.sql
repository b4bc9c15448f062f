-- The first coming class that nobody touched, of the student of the highest id who has one, is paid;
-- then the student's schedule becomes another one.
with chosen as (
  select c.id, c.student_id
  from public.classes as c
  join public.students as s on s.id = c.student_id
  where rollcall.is_untouched(c, rollcall.current_instant())
    and c.origin_date > rollcall.local_date(rollcall.current_instant())
    -- The week that the weekly run is about to open is not judged yet.
    and c.origin_date <= (
      select w.last_date from rollcall.missing_classes_window(rollcall.current_instant(), 0, 2) as w
    )
  order by c.student_id desc, c.origin_date
  limit 1
),
paid as (
  update public.classes as c
  set payment_status = 'paid'
  from chosen
  where c.id = chosen.id and c.student_id = chosen.student_id
)
select set_config('rollcall.orphan', chosen.student_id::text, false) from chosen;

update public.students
set fixed_schedule = '[{"day": "sunday", "start_time": "06:10", "duration_minutes": 30}]'
where id = current_setting('rollcall.orphan')::bigint;

-- undo
-- The family stays with the old schedule.
update public.students as s
set fixed_schedule = (
  select v.stored
  from rollcall.schedule_versions as v
  where v.student_id = s.id and v.effective_until is not null
  order by v.effective_from desc
  limit 1
)
where s.fixed_schedule::text like '%06:10%';
