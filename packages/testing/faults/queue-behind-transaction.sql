-- It waits for the row that the forgotten transaction changed.
update public.courses
set name = upper(name)
where id = (select min(c.id) from public.courses as c);
