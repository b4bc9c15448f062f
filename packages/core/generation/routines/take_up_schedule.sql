-- Takes up the schedule in a student's row: reads it and records it as the version in force.
-- `recorded` says whether there was one that can be read; if so, `fill_from` is the date from which its
-- classes are due by it. Where p_logged, incomplete data are logged as skipped and what can't be read as
-- failed with its errors. What can't be read says nothing: it ends what held before, whose classes stay.
create or replace function rollcall.take_up_schedule(
  p_student bigint,
  p_operation text,
  p_now timestamptz,
  p_logged boolean,
  out recorded boolean,
  out fill_from date
)
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  zone constant text := (select school.timezone from rollcall.school);
  student public.students;
  newest rollcall.schedule_versions;
  stored jsonb;
  reading jsonb;
  status text;
  reason text;
  errors jsonb;
  effective date;
begin
  recorded := false;
  select * into student from public.students as s where s.id = p_student;
  if not found then
    return;
  end if;
  stored := rollcall.stored_schedule(student);

  select * into newest
  from rollcall.schedule_versions as v
  where v.student_id = p_student
  order by v.effective_from desc
  limit 1;

  if student.start_date is null then
    status := 'skipped';
    reason := 'no start_date';
  elsif student.start_date not between date '1900-01-01' and date '2200-12-31' then
    status := 'failed';
    reason := 'start_date lies outside the calendar';
    errors := jsonb_build_array(jsonb_build_object(
      'code', 'invalid_start_date', 'path', '/start_date',
      'hint', 'Write a day from 1900-01-01 to 2200-12-31.'
    ));
  else
    reading := rollcall.normalise_schedule(stored, zone);
    if reading ->> 'schedule' is null and not (newest.stored is not null and rollcall.is_taken_away(reading)) then
      errors := reading -> 'errors';
      status := case when stored is null then 'skipped' else 'failed' end;
      reason := case when stored is null then 'no fixed_schedule' else 'fixed_schedule can''t be read: ' || (
        select string_agg(distinct e ->> 'code', ', ') from jsonb_array_elements(errors) as e
      ) end;
    end if;
  end if;

  if status is not null then
    if p_logged then
      perform rollcall.log_generation(
        p_student, p_operation, status, reason, 0, p_now, started,
        case when status = 'failed' then jsonb_build_object('errors', errors) end
      );
    end if;
    if reading is not null and newest.stored is not null then
      perform rollcall.record_schedule(student, stored, rollcall.kept_schedule(reading), newest, p_now);
    end if;
    return;
  end if;

  effective := rollcall.record_schedule(student, stored, rollcall.kept_schedule(reading), newest, p_now);
  recorded := true;
  -- The first schedule fills from the start; a change leaves the past alone.
  fill_from := case when newest.stored is null
    then greatest(effective, student.start_date) else rollcall.local_date(p_now) end;
end;
$$;
