-- Rows were restored without their counter, so that the next student can't be inserted.
select setval(pg_get_serial_sequence('public.students', 'id'), (select min(s.id) from public.students as s));

-- undo
select setval(pg_get_serial_sequence('public.students', 'id'), (select max(s.id) from public.students as s));
