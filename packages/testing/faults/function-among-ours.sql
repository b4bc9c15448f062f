-- A function of the application's own stands where Rollcall's are.
create function rollcall.invoice_total(p_student_id bigint)
returns numeric
language sql
immutable
set search_path = ''
as $$ select p_student_id * 0.0 $$;

revoke execute on function rollcall.invoice_total(bigint) from public;

-- undo
drop function rollcall.invoice_total(bigint);
