-- Somebody tidied up the grants.
revoke insert on public.classes from rollcall_operator;
