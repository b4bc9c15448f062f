-- Keeps the days before today on which a student's row, as it was, said that the student is not
-- taught. p_student is that row.
create or replace function rollcall.remember_untaught_days(p_student public.students, p_now timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  archived_on constant date := (
    select (p_student.archived_at at time zone s.timezone)::date from rollcall.school as s
  );
  untaught datemultirange := '{}';
begin
  if p_student.paused_from is not null
     and (p_student.paused_until is null or p_student.paused_until >= p_student.paused_from) then
    untaught := untaught + datemultirange(daterange(p_student.paused_from, p_student.paused_until, '[]'));
  end if;
  if p_student.end_date is not null then
    untaught := untaught + datemultirange(daterange(p_student.end_date, null, '()'));
  end if;
  if archived_on is not null then
    untaught := untaught + datemultirange(daterange(archived_on, null));
  end if;
  untaught := untaught * datemultirange(daterange(null, rollcall.local_date(p_now)));

  if untaught <> '{}' then
    insert into rollcall.untaught_days as u (student_id, days)
    values (p_student.id, untaught)
    on conflict (student_id) do update set days = u.days + excluded.days;
  end if;
end;
$$;
