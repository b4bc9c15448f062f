-- An import wrote when a class ended, and not how long it took.
set local session_replication_role = replica;

update public.classes
set end_time = end_time + interval '20 minutes'
where id = (
  select c.id from public.classes as c where c.status = 'completed' order by c.date desc, c.id limit 1
);

-- undo
set local session_replication_role = replica;
update public.classes
set end_time = start_time + duration_minutes * interval '1 minute'
where id = (
  select c.id from public.classes as c where c.status = 'completed' order by c.date desc, c.id limit 1
);
