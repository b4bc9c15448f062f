-- A sync of students switched the triggers off while it wrote.
alter table public.students disable trigger rollcall_generate_on_insert;

insert into public.students (first_name, last_name, start_date, fixed_schedule, created_at)
select 'Vera', 'Prado', d.today,
       '[{"day": "monday", "start_time": "16:00", "duration_minutes": 60},
         {"day": "thursday", "start_time": "16:00", "duration_minutes": 60}]',
       rollcall.current_instant()
from (select rollcall.local_date(rollcall.current_instant()) as today) as d;

alter table public.students enable trigger rollcall_generate_on_insert;
