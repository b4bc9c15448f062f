-- A grant for everything in the database, given to be done with permission errors.
grant usage on schema rollcall to anon;

grant select on all tables in schema rollcall to anon;
