-- Which stored schedule holds for each student over which dates (both inclusive), cut to the time
-- in which the student is taught. A change that no version records yet (the trigger was off)
-- holds from today; a student of whom nothing is recorded, from the start.
create or replace function rollcall.schedules_in_force(p_now timestamptz, p_student bigint default null)
returns table (
  student_id bigint,
  valid_from date,
  valid_to date,
  stored jsonb,
  days_off datemultirange
)
language plpgsql
stable
set search_path = ''
as $$
declare
  today constant date := rollcall.local_date(p_now);
  closures constant datemultirange := coalesce(
    (select range_agg(daterange(c.starts_on, c.ends_on, '[]')) from rollcall.closures as c), '{}'
  );
begin
  return query
  with candidates as (
    select s.id, s.start_date, to_jsonb(s.fixed_schedule) as stored,
           case when s.paused_from is null then '{}'::datemultirange
                else datemultirange(daterange(s.paused_from, s.paused_until, '[]')) end as paused,
           least(
             s.end_date,
             (s.archived_at at time zone (select school.timezone from rollcall.school))::date - 1
           ) as last_date
    from public.students as s
    where (p_student is null or s.id = p_student)
      and s.start_date is not null
  ),
  recorded as (
    select v.student_id, v.effective_from, v.stored,
           row_number() over newest_first as place,
           lag(v.effective_from) over newest_first as replaced_on
    from rollcall.schedule_versions as v
    where p_student is null or v.student_id = p_student
    window newest_first as (partition by v.student_id order by v.effective_from desc)
  ),
  pending as (
    select c.id, case when r.student_id is null then c.start_date else today end as effective_from
    from candidates as c
    left join recorded as r on r.student_id = c.id and r.place = 1
    where r.student_id is null or r.stored is distinct from c.stored
  ),
  versions as (
    select r.student_id, r.effective_from, r.stored,
           coalesce(r.replaced_on, p.effective_from) as replaced_on
    from recorded as r
    left join pending as p on p.id = r.student_id
    union all
    select p.id, p.effective_from, c.stored, null
    from pending as p
    join candidates as c on c.id = p.id
  )
  select c.id::bigint,
         greatest(v.effective_from, c.start_date),
         least(v.replaced_on - 1, c.last_date),
         v.stored,
         closures + c.paused
  from versions as v
  join candidates as c on c.id = v.student_id
  where v.stored is not null;
end;
$$;
