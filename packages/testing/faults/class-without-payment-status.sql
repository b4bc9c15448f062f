-- Nobody can tell whether the class is paid. The application's own column allows it.
-- squawk-ignore ban-drop-not-null
alter table public.classes alter column payment_status drop not null;

update public.classes
set payment_status = null
where id = (
  select c.id from public.classes as c where c.status = 'completed' order by c.date, c.id limit 1
);

-- undo
update public.classes set payment_status = 'unpaid' where payment_status is null;
