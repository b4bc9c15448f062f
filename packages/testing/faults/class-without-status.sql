-- Nobody can tell whether the class took place. The application's own column allows it.
-- squawk-ignore ban-drop-not-null
alter table public.classes alter column status drop not null;

update public.classes
set status = null
where id = (
  select c.id from public.classes as c where c.status = 'completed' order by c.date, c.id limit 1
);

-- undo
update public.classes set status = 'completed' where status is null;
