-- Records the schedule that a student's row holds now (p_schedule is its canonical form) as the
-- version in force, unless the newest version says the same, and answers from which date it holds.
-- A first version holds from the start, whenever that is; a change from now on, so that the past is
-- never judged by it, or from the later date that the row names in schedule_effective_from. What was to
-- hold from that date on, or from another one, gives way; what holds before it stays.
create or replace function rollcall.record_schedule(
  p_student bigint,
  p_schedule jsonb,
  p_now timestamptz
)
returns date
language plpgsql
set search_path = ''
as $$
declare
  today constant date := rollcall.local_date(p_now);
  student record;
  newest record;
  effective date;
begin
  select s.schedule_effective_from as from_date, rollcall.stored_schedule(s) as stored into student
  from public.students as s where s.id = p_student;

  select v.effective_from, v.stored, count(*) over () = 1 as is_first into newest
  from rollcall.schedule_versions as v
  where v.student_id = p_student
  order by v.effective_from desc
  limit 1;

  effective := case
    when newest.effective_from <= today and newest.stored is not distinct from student.stored
      then newest.effective_from
    when newest.effective_from is null or newest.effective_from > today and newest.is_first
      then coalesce(student.from_date, '-infinity')
    else greatest(today, student.from_date)
  end;

  delete from rollcall.schedule_versions as v
  where v.student_id = p_student
    and v.effective_from > today
    and (
      v.effective_from > effective
      -- The newest is put off.
      or v.effective_from < effective and v.effective_from = newest.effective_from
        and v.stored = student.stored
    );

  update rollcall.schedule_versions as v
  set effective_until = effective - 1
  where v.student_id = p_student
    and v.effective_from = (
      select max(b.effective_from) from rollcall.schedule_versions as b
      where b.student_id = p_student and b.effective_from < effective
    )
    and v.effective_until is distinct from effective - 1;

  insert into rollcall.schedule_versions as v (student_id, effective_from, stored, schedule, recorded_at)
  values (p_student, effective, student.stored, p_schedule, p_now)
  on conflict (student_id, effective_from) do update
    set stored = excluded.stored, schedule = excluded.schedule, effective_until = null,
        -- What was known and is only read now holds since it became known.
        recorded_at = case when v.stored is distinct from excluded.stored
          then excluded.recorded_at else v.recorded_at end
    where v.stored is distinct from excluded.stored
       or v.schedule is distinct from excluded.schedule
       or v.effective_until is not null;

  return effective;
end;
$$;
