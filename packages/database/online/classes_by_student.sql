-- A student's calendar, the anti-join of one student's trigger, and the foreign key to students.
create index concurrently if not exists classes_by_student on public.classes (student_id, date);
