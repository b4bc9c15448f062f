-- Brings one student's classes to the schedule in the student's row: records the version,
-- reconciles what is untouched from today on, fills what is missing up to the horizon, logs it.
-- Incomplete data are logged as skipped, a schedule that can't be read as failed with its errors.
create or replace function rollcall.follow_schedule(
  p_student bigint,
  p_operation text,
  p_now timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  zone constant text := (select school.timezone from rollcall.school);
  student record;
  reading jsonb;
  before jsonb;
  schedule_before jsonb;
  taken_away boolean;
  effective date;
  updated integer := 0;
  removed integer := 0;
  made integer;
begin
  select s.start_date, to_jsonb(s.fixed_schedule) as stored into student
  from public.students as s where s.id = p_student;
  if not found then
    return 0;
  end if;

  if student.start_date not between date '1900-01-01' and date '2200-12-31' then
    perform rollcall.log_generation(
      p_student, p_operation, 'failed', 'start_date lies outside the calendar', 0, p_now, started,
      jsonb_build_object('errors', jsonb_build_array(jsonb_build_object(
        'code', 'invalid_start_date', 'path', '/start_date',
        'hint', 'Write a day from 1900-01-01 to 2200-12-31.'
      )))
    );
    return 0;
  end if;

  if student.start_date is null then
    perform rollcall.log_generation(p_student, p_operation, 'skipped', 'no start_date', 0, p_now, started);
    return 0;
  end if;

  reading := rollcall.normalise_schedule(student.stored, zone);

  select v.stored, coalesce(v.schedule, rollcall.normalise_schedule(v.stored, zone) -> 'schedule')
  into before, schedule_before
  from rollcall.schedule_versions as v
  where v.student_id = p_student
  order by v.effective_from desc
  limit 1;

  -- A schedule that is taken away calls for nothing from today on; one that can't be read says
  -- nothing, and what was called for stays.
  taken_away := before is not null and (
    reading -> 'errors' @> '[{"code": "missing_fixed_schedule"}]'
    or reading -> 'errors' @> '[{"code": "empty_fixed_schedule"}]'
  );

  if reading ->> 'schedule' is null and not taken_away then
    if student.stored is null then
      perform rollcall.log_generation(p_student, p_operation, 'skipped', 'no fixed_schedule', 0, p_now, started);
      return 0;
    end if;
    perform rollcall.log_generation(
      p_student, p_operation, 'failed',
      'fixed_schedule can''t be read: ' || (
        select string_agg(distinct e ->> 'code', ', ') from jsonb_array_elements(reading -> 'errors') as e
      ),
      0, p_now, started, jsonb_build_object('errors', reading -> 'errors')
    );
    return 0;
  end if;

  effective := rollcall.record_schedule(p_student, reading -> 'schedule', p_now);
  -- Before the first version nothing was called for, so there is nothing to reconcile.
  if before is not null then
    select r.updated, r.removed into updated, removed
    from rollcall.reconcile_classes(p_student, schedule_before, p_now) as r;
  end if;

  select coalesce(sum(i.created), 0) into made
  from rollcall.insert_missing_classes(
    case when before is null then effective else rollcall.local_date(p_now) end,
    rollcall.horizon(p_now), p_now, p_student
  ) as i;

  perform rollcall.log_generation(
    p_student, p_operation, 'success',
    format('%s classes created, %s changed, %s removed', made, updated, removed),
    made, p_now, started, null, updated, removed
  );
  return made;
end;
$$;
