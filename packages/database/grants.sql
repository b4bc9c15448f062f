-- Who may do what, said in full: nothing is granted by default, and what was granted by an
-- earlier version or by a platform's default privileges is taken back first.
-- An application that was here before Rollcall keeps the grants on its own tables.

revoke all on all tables in schema rollcall from public, anon, authenticated, service_role, rollcall_reader, rollcall_operator;
revoke all on all functions in schema rollcall from public, anon, authenticated, service_role;
revoke all on schema rollcall from public, anon, authenticated, service_role;

-- The school's own application. What it may do with the tables is said where they are made, once:
-- on a table that was here before Rollcall, which may be without row level security, a grant of
-- ours would open it to every signed-in person.
grant usage on schema public to anon, authenticated, service_role;

-- The role that looks: everything readable, nothing writable but the history of its own runs.
grant usage on schema public, rollcall to rollcall_reader;
grant select on public.students, public.courses, public.classes, public.class_generation_logs to rollcall_reader;
grant select on all tables in schema rollcall to rollcall_reader;
grant insert, update on rollcall.runs, rollcall.verdicts, rollcall.watermarks to rollcall_reader;
grant insert on rollcall.metrics to rollcall_reader;
grant insert, delete on rollcall.statement_snapshots, rollcall.table_sizes to rollcall_reader;
grant insert, update, delete on rollcall.issues to rollcall_reader;
grant execute on all functions in schema rollcall to rollcall_reader;

-- The role that also generates and remedies.
grant insert, update, delete on public.classes, public.class_generation_logs to rollcall_operator;
grant insert, update on rollcall.schedule_versions, rollcall.generation_runs, rollcall.remedies to rollcall_operator;
grant delete on rollcall.schedule_versions to rollcall_operator;
grant insert on rollcall.archived_classes to rollcall_operator;

-- The document's three functions. They act as the owner, so that granting them is what decides.
revoke all on function
  public.check_duplicate_classes(),
  public.remove_duplicate_classes(),
  public.clean_old_class_generation_logs(integer)
from public, anon, authenticated;
grant execute on function public.check_duplicate_classes() to service_role, rollcall_reader;
grant execute on function
  public.remove_duplicate_classes(),
  public.clean_old_class_generation_logs(integer)
to service_role, rollcall_operator;
