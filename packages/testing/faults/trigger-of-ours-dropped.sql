-- A migration of the application dropped and created the table's triggers, its own only.
drop trigger rollcall_generate_on_insert on public.students;
