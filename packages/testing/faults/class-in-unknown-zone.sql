-- An import wrote a zone as a person would say it.
set local session_replication_role = replica;

update public.classes
set timezone = 'Madrid time'
where id = (
  select c.id from public.classes as c where c.status = 'completed' order by c.date, c.id limit 1
);

-- undo
set local session_replication_role = replica;
update public.classes set timezone = (select s.timezone from rollcall.school as s) where timezone = 'Madrid time';
