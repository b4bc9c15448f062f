-- Somebody took one date for the other.
insert into public.students (first_name, last_name, start_date, end_date, fixed_schedule, created_at)
select 'Vera', 'Prado', d.today + 60, d.today + 30,
       '[{"day": "monday", "start_time": "16:00", "duration_minutes": 60}]', rollcall.current_instant()
from (select rollcall.local_date(rollcall.current_instant()) as today) as d;

-- undo
update public.students
set start_date = end_date, end_date = start_date
where start_date > end_date;
