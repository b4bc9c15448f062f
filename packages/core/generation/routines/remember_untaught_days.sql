-- Keeps the days before today on which a student's row, as it was, said that the student is not taught.
-- What the row said for less than a day was a slip, and counts for nothing. p_before is the row as it
-- was, null for a new student; p_after as it is.
create or replace function rollcall.remember_untaught_days(
  p_before public.students,
  p_after public.students,
  p_now timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  today date;
  untaught datemultirange := datemultirange '{}';
begin
  if (p_before.paused_from, p_before.paused_until, p_before.end_date, p_before.archived_at)
    is not distinct from (p_after.paused_from, p_after.paused_until, p_after.end_date, p_after.archived_at)
  then
    return;
  end if;
  today := rollcall.local_date(p_now);
  if not exists (
    select from rollcall.untaught_days as u where u.student_id = p_after.id and u.said_on = today
  ) then
    untaught := rollcall.paused_days(p_before.paused_from, p_before.paused_until);
    if p_before.end_date is not null then
      untaught := untaught + datemultirange(daterange(p_before.end_date, null, '()'));
    end if;
    if p_before.archived_at is not null then
      untaught := untaught + datemultirange(daterange(
        (select (p_before.archived_at at time zone s.timezone)::date from rollcall.school as s), null
      ));
    end if;
    untaught := untaught * datemultirange(daterange(null, today));
  end if;

  insert into rollcall.untaught_days as u (student_id, days, said_on)
  values (p_after.id, untaught, today)
  on conflict (student_id) do update set days = u.days + excluded.days, said_on = excluded.said_on;
end;
$$;
