-- What has to be done between two dates (both inclusive) for the classes to be what the schedules
-- call for. The one answer that the trigger, the weekly run, the correction, their previews and the
-- checks all use: a difference of sets of origins, never of counts. A class that was moved still
-- stands for the origin at which it was first due. The past is not judged but for what is missing in
-- it, and for the instant of a class that was moved out of it; students about whom nothing can be said,
-- because their row has no schedule that can be read or no start date, are left alone. The action is
--   create: a class is due, none is there, and nobody deleted it on purpose;
--   update: the class is at its origin, otherwise not as the schedule has it, and nobody touched it;
--   remove: no schedule calls for the class any more, and nobody touched or added it;
--   retime: its instant isn't that of its date, time and zone, because the zone data have changed;
--   keep: no schedule calls for a class that generation made, and somebody touched it: an orphan;
--   none: it is as it should be, or not generation's to judge; listed without exception with p_all.
-- p_student: null for all. p_unrecorded: the students to look at for a change that no version records, as
-- `unrecorded_changes` answers them; null to look for them. Such a change holds from now on, or from
-- the later date that the row names; of whom nothing is recorded, from the start.
create or replace function rollcall.compare_classes(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null,
  p_unrecorded bigint[] default null,
  p_all boolean default false
)
returns table (
  student_id bigint,
  origin_date date,
  origin_start_time time,
  duration_minutes integer,
  course_id bigint,
  timezone text,
  starts_at timestamptz,
  is_due boolean,
  action text
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
begin
  if p_student is null then
    return query
    select * from rollcall.compare_classes_of_all(p_from, p_to, p_now, null, p_unrecorded, p_all);
  else
    return query
    select * from rollcall.compare_classes_of_student(p_from, p_to, p_now, p_student, p_unrecorded, p_all);
  end if;
end;
$$;
