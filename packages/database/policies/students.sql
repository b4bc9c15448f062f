-- Rollcall's roles see every row: a check that saw only some would call a broken school healthy.
create policy rollcall_reader_looks on public.students for select to rollcall_reader using (true);
