-- A sync wrote past the triggers: two lessons of one student overlap.
alter table public.students disable trigger rollcall_generate_on_insert;

insert into public.students (first_name, last_name, start_date, fixed_schedule, created_at)
select 'Vera', 'Prado', d.today + 40,
       '[{"day": "monday", "start_time": "16:00", "duration_minutes": 60},
         {"day": "monday", "start_time": "16:30", "duration_minutes": 60}]',
       rollcall.current_instant()
from (select rollcall.local_date(rollcall.current_instant()) as today) as d;

alter table public.students enable trigger rollcall_generate_on_insert;

-- undo
update public.students
set fixed_schedule = '[{"day": "monday", "start_time": "16:00", "duration_minutes": 60}]'
where (last_name, created_at) = ('Prado', rollcall.current_instant());
