-- A view asks with its owner's rights unless it says otherwise.
create view public.birthday_list as
select s.id, s.first_name, s.last_name from public.students as s;

grant select on public.birthday_list to anon, authenticated;

-- undo
alter view public.birthday_list set (security_invoker = on);
