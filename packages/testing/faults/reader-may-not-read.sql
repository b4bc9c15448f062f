-- Somebody who did not know the role took its right back.
revoke select on public.class_generation_logs from rollcall_reader;
