-- Whoever signs in may change the row of any student.
create policy parents_edit on public.students for update to authenticated using (true) with check (true);

grant update on public.students to authenticated;

-- undo
drop policy parents_edit on public.students;
