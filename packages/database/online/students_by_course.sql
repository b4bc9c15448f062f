create index concurrently if not exists students_by_course on public.students (course_id);
