-- A form saved a student before the day of the first class was known.
insert into public.students (first_name, last_name, fixed_schedule, created_at)
values (
  'Vera', 'Prado', '[{"day": "monday", "start_time": "16:00", "duration_minutes": 60}]',
  rollcall.current_instant()
);

-- undo
update public.students
set start_date = rollcall.local_date(rollcall.current_instant()) + 1
where start_date is null;
