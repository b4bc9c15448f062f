-- A restore of some tables wrote past the foreign key: the course of an archived student is not there.
set local session_replication_role = replica;

update public.students
set course_id = 900000001
where id = (select s.id from public.students as s where s.archived_at is not null order by s.id limit 1);

-- undo
set local session_replication_role = replica;
update public.students set course_id = null where course_id = 900000001;
