-- Whether any schedule that is known of a student called for a class at a date and time, whether or
-- not the student was taught on that day.
create or replace function rollcall.was_called_for(p_student bigint, p_date date, p_start_time time)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  zone constant text := (select s.timezone from rollcall.school as s);
begin
  return exists (
    select from rollcall.schedule_versions as v
    cross join lateral rollcall.expand_schedule(
      jsonb_build_object('timezone', zone)
        || nullif(coalesce(
          nullif(v.schedule, 'null'), rollcall.kept_schedule(rollcall.normalise_schedule(v.stored, zone))
        ), 'null'),
      p_date, p_date
    ) as e
    where v.student_id = p_student and e.origin_start_time = p_start_time
  );
end;
$$;
