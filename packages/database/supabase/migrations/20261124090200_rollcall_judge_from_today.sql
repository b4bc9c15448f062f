-- Students who are there already are judged from today on, whatever their schedule was before. What
-- it was is remembered, to know which classes it had called for; that it is not read, which is what
-- the JSON null says, keeps it from calling for any. A schedule that jsonb can't hold, such as one
-- with a null character, is kept as text.
do $$
declare
  instant constant timestamptz := coalesce(nullif(current_setting('rollcall.now', true), '')::timestamptz, now());
  today constant date := (instant at time zone (select school.timezone from rollcall.school))::date;
  student record;
begin
  begin
    insert into rollcall.schedule_versions (student_id, effective_from, stored, recorded_at)
    select s.id, today, to_jsonb(s.fixed_schedule), instant
    from public.students as s;
  exception when data_exception then
    for student in select s.id from public.students as s loop
      begin
        insert into rollcall.schedule_versions (student_id, effective_from, stored, recorded_at)
        select s.id, today, to_jsonb(s.fixed_schedule), instant
        from public.students as s where s.id = student.id;
      exception when data_exception then
        insert into rollcall.schedule_versions (student_id, effective_from, stored, recorded_at)
        select s.id, today, to_jsonb(s.fixed_schedule::text), instant
        from public.students as s where s.id = student.id;
      end;
    end loop;
  end;

  insert into rollcall.schedule_versions (
    student_id, effective_from, effective_until, stored, schedule, recorded_at
  )
  select v.student_id, '-infinity', today - 1, v.stored, 'null', instant
  from rollcall.schedule_versions as v
  where v.stored is not null;
end;
$$;
