-- A materialized view knows no row level security.
create materialized view public.student_list as
select s.id, s.first_name, s.last_name from public.students as s;

grant select on public.student_list to authenticated;

-- undo
revoke all on public.student_list from anon, authenticated;
