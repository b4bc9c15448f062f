-- As in a database that was upgraded from Postgres 14.
grant create on schema public to authenticated;

-- undo
revoke create on schema public from authenticated;
