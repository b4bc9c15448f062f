-- Four hundred rows, forty to ninety days old.
insert into public.class_generation_logs (student_id, operation, trigger_time, status, message, classes_created)
select s.id, 'scheduled', rollcall.current_instant() - interval '40 days' - n * interval '3 hours', 'success',
       '1 classes created', 1
from generate_series(1, 400) as n
cross join lateral (select t.id from public.students as t order by t.id offset n % 50 limit 1) as s;
