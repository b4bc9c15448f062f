-- As on Supabase: extensions live in a schema of their own, which everybody may use.
create schema extensions;
grant usage on schema extensions to public;
create extension pg_stat_statements schema extensions;
