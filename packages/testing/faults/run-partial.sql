-- The weekly run came to its end without some students. Of rows of one instant the higher id is the later one.
insert into public.class_generation_logs (operation, trigger_time, status, message, classes_created)
select 'scheduled', max(l.trigger_time), 'partial', '310 classes created, 0 changed, 0 removed for 150 students', 0
from public.class_generation_logs as l
where l.operation = 'scheduled' and l.student_id is null;
