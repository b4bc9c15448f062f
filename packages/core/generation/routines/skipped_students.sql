-- The students to whom no class is due on any day between two dates, each with the first reason.
create or replace function rollcall.skipped_students(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null
)
returns table (student_id bigint, reason text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select r.id::bigint, r.reason
  from (
    select s.id, case
      when s.archived_at <= p_now then 'archived'
      when s.start_date is null then 'missing_start_date'
      when s.start_date not between date '1900-01-01' and date '2200-12-31' then 'invalid_start_date'
      when s.fixed_schedule is null then 'missing_fixed_schedule'
      when s.start_date > p_to then 'not_started'
      when s.end_date < p_from then 'ended'
      when s.paused_from <= p_from and coalesce(s.paused_until, p_to) >= p_to then 'paused'
      when rollcall.normalise_schedule(
        rollcall.stored_schedule(s), (select school.timezone from rollcall.school)
      ) ->> 'schedule' is null then 'unreadable_schedule'
    end as reason
    from public.students as s
    where p_student is null or s.id = p_student
  ) as r
  where r.reason is not null
  order by r.id;
end;
$$;
