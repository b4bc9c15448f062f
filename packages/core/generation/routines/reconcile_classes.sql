-- Makes the classes between two dates (both inclusive) what the schedules call for, for every student
-- or one, by the actions of compare_classes, whose parameters it takes; and answers for whom it changed
-- how many, how many orphans stay, and how many classes a key of the application refused. What it creates before p_backfilled_before is marked as
-- backfilled. Safe to repeat and safe beside another run.
create or replace function rollcall.reconcile_classes(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null,
  p_unrecorded bigint[] default null,
  p_backfilled_before date default null
)
returns table (
  student_id bigint, created integer, updated integer, removed integer, orphaned integer, refused integer
)
language plpgsql
set search_path = ''
as $$
begin
  -- What goes here was nobody's wish: see remember_deletion.
  perform set_config('rollcall.reconciling', 'on', true);
  if p_student is null then
    return query
    select * from rollcall.reconcile_classes_of_all(
      p_from, p_to, p_now, p_student, p_unrecorded, p_backfilled_before
    );
  else
    return query
    select * from rollcall.reconcile_classes_of_student(
      p_from, p_to, p_now, p_student, p_unrecorded, p_backfilled_before
    );
  end if;
  perform set_config('rollcall.reconciling', 'off', true);
  perform rollcall.check_deferred_constraints();
end;
$$;
