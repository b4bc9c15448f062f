-- Records the schedule that a student's row holds (p_stored as it is stored, p_schedule its canonical
-- form) as the version in force, unless the newest version, p_newest, says the same, and answers from
-- which date it holds. A first version holds from the start, whenever that is; a change from now on, so
-- that the past is never judged by it, or from the later date that the row names in
-- schedule_effective_from. What was to hold from that date on, or from another one, gives way; what holds
-- before it stays.
create or replace function rollcall.record_schedule(
  p_student public.students,
  p_stored jsonb,
  p_schedule jsonb,
  p_newest rollcall.schedule_versions,
  p_now timestamptz
)
returns date
language plpgsql
set search_path = ''
as $$
declare
  today constant date := rollcall.local_date(p_now);
  effective constant date := case
    when p_newest.effective_from <= today and p_newest.stored is not distinct from p_stored
      then p_newest.effective_from
    when p_newest.effective_from is null or p_newest.effective_from > today and not exists (
      select from rollcall.schedule_versions as v
      where v.student_id = p_student.id and v.effective_from < p_newest.effective_from
    )
      then coalesce(p_student.schedule_effective_from, '-infinity')
    else greatest(today, p_student.schedule_effective_from)
  end;
begin
  if p_newest.effective_from > today then
    delete from rollcall.schedule_versions as v
    where v.student_id = p_student.id
      and v.effective_from > today
      and (
        v.effective_from > effective
        -- The newest is put off.
        or v.effective_from < effective and v.effective_from = p_newest.effective_from
          and v.stored = p_stored
      );
  end if;

  if p_newest.effective_from <> effective then
    update rollcall.schedule_versions as v
    set effective_until = effective - 1
    where v.student_id = p_student.id
      and v.effective_from = (
        select max(b.effective_from) from rollcall.schedule_versions as b
        where b.student_id = p_student.id and b.effective_from < effective
      )
      and v.effective_until is distinct from effective - 1;
  end if;

  insert into rollcall.schedule_versions as v (student_id, effective_from, stored, schedule, recorded_at)
  values (p_student.id, effective, p_stored, p_schedule, p_now)
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
