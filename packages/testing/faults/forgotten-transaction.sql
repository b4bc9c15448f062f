update public.courses
set name = name
where id = (select min(c.id) from public.courses as c);
