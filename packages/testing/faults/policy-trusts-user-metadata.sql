-- Everybody can write in their own account that they teach.
create policy teachers_look on public.class_generation_logs for select to authenticated
using ((select current_setting('request.jwt.claims', true))::jsonb -> 'user_metadata' ->> 'role' = 'teacher');

-- undo
drop policy teachers_look on public.class_generation_logs;
