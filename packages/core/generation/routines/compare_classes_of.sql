-- compare_classes for all students and for one: one text, made into two functions, because the two are
-- planned very differently. For all, each run is worth a plan of its own; for one, the plan would cost
-- more than the work, so it is made once in a session, and the student's classes are looked up day by
-- day in the unique key, which is led by the date.
do $make$
declare
  definition constant text := $definition$
create or replace function rollcall.compare_classes_of_%1$s(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint,
  p_unrecorded bigint[],
  p_before jsonb,
  p_all boolean
)
returns table (
  student_id bigint,
  origin_date date,
  origin_start_time time,
  duration_minutes integer,
  course_id bigint,
  timezone text,
  starts_at timestamptz,
  is_due boolean,
  action text
)
language plpgsql
stable
rows 100
set search_path = ''
set plan_cache_mode = %2$s
-- How many slots there are the planner can't know, and would sort them.
set enable_mergejoin = off
set work_mem = '64MB'
as $body$
declare
  today constant date := rollcall.local_date(p_now);
  zone constant text := (select s.timezone from rollcall.school as s);
  closures constant datemultirange := coalesce(
    (select range_agg(daterange(c.starts_on, c.ends_on, '[]')) from rollcall.closures as c), '{}'
  );
  unrecorded constant bigint[] := coalesce(p_unrecorded, rollcall.unrecorded_changes(p_student));
  -- One student's classes are looked up day by day in the unique key, which is led by the date.
  days constant date[] := case when p_student is not null then
    array(select p_from + n from generate_series(0, p_to - p_from) as n) end;
begin
  return query
  with taught as materialized (
    select s.id,
           greatest(p_from, s.start_date) as first_date,
           least(p_to, s.end_date, (s.archived_at at time zone zone)::date - 1) as last_date,
           case when s.paused_from is null and u.days is null then closures
                else closures + coalesce(u.days, '{}')
                  + case when s.paused_from is null or s.paused_until < s.paused_from then '{}'
                         else datemultirange(daterange(s.paused_from, s.paused_until, '[]')) end
           end as days_off,
           s.course_id::bigint as course_id,
           s.id = any (unrecorded) and v.effective_until is null as is_unrecorded,
           -- From when on what the row holds does.
           case
             when s.id <> all (unrecorded) then null
             when v.stored is not distinct from to_jsonb(s.fixed_schedule) then v.effective_from
             else greatest(s.schedule_effective_from, case when v.student_id is not null then today end)
           end as changed_from,
           v.effective_from, v.effective_until, v.schedule
    from public.students as s
    left join rollcall.schedule_versions as v on v.student_id = s.id
    left join rollcall.untaught_days as u on u.student_id = s.id
    where %3$s
      and s.start_date between date '1900-01-01' and date '2200-12-31'
  ),
  changes as materialized (
    select t.id, t.first_date, t.last_date, t.days_off, t.course_id, t.changed_from,
           rollcall.normalise_schedule(to_jsonb(s.fixed_schedule), zone) as reading
    from taught as t
    join public.students as s on s.id = t.id
    where t.is_unrecorded
  ),
  -- What can't be read says nothing; what is taken away calls for nothing.
  unreadable as materialized (
    select c.id from changes as c
    where c.reading ->> 'schedule' is null
      and not rollcall.is_taken_away(c.reading)
  ),
  held as (
    select t.id, t.course_id, t.days_off,
           greatest(t.first_date, t.effective_from) as first_date,
           least(
             t.last_date, t.effective_until,
             case when t.is_unrecorded then t.changed_from - 1 end
           ) as last_date,
           t.schedule
    from taught as t
    where t.schedule is not null
    union all
    select c.id, c.course_id, c.days_off, greatest(c.first_date, c.changed_from), c.last_date,
           c.reading -> 'schedule'
    from changes as c
  ),
  slots as materialized (
    select h.id, h.days_off,
           greatest(h.first_date, r.valid_from) as first_date,
           least(h.last_date, r.valid_to) as last_date,
           -- What is no course's id is for student-data to name; here it must not stop everybody.
           coalesce(case when r.course_id ~ '^[0-9]{1,18}$' then r.course_id::bigint end, h.course_id) as course_id,
           r.duration_minutes, h.schedule ->> 'timezone' as timezone, r.weekday, r.start_time,
           coalesce(r.interval_weeks, 1) as interval_weeks,
           coalesce(r.anchor_date, date '0001-01-01') as anchor_date
    from held as h
    cross join lateral jsonb_to_recordset(
      case when jsonb_typeof(h.schedule -> 'slots') = 'array' then h.schedule -> 'slots' end
    ) as r (
      weekday integer, start_time time, duration_minutes integer, course_id text,
      interval_weeks integer, anchor_date date, valid_from date, valid_to date
    )
    where h.first_date <= h.last_date
  ),
  -- Many students share few rhythms: each is expanded once.
  rhythms as materialized (
    select r.*, row_number() over () as place
    from (
      select distinct s.timezone, s.weekday, s.start_time, s.interval_weeks, s.anchor_date from slots as s
    ) as r
  ),
  dates as materialized (
    select r.timezone, r.weekday, r.start_time, r.interval_weeks, r.anchor_date, d.origin_date, d.starts_at
    from rollcall.expand_slots(
      (
        select jsonb_agg(jsonb_build_object(
          'timezone', r.timezone, 'weekday', r.weekday, 'start_time', r.start_time,
          'interval_weeks', r.interval_weeks, 'anchor_date', r.anchor_date
        ) order by r.place)
        from rhythms as r
      ),
      p_from, p_to
    ) as d
    join rhythms as r on r.place = d.place
  ),
  due as (
    select s.id, d.origin_date, s.start_time, s.duration_minutes, s.course_id, s.timezone, d.starts_at
    from slots as s
    join dates as d
      on d.start_time = s.start_time and d.weekday = s.weekday and d.timezone = s.timezone
     and d.interval_weeks = s.interval_weeks and d.anchor_date = s.anchor_date
    where d.origin_date between s.first_date and s.last_date
      and (s.days_off @> d.origin_date) is not true
  ),
  present as (
    select c.student_id, coalesce(c.origin_date, c.date) as origin_date,
           coalesce(c.origin_start_time, c.start_time) as start_time,
           c.duration_minutes, c.course_id, c.timezone, c.starts_at
    from public.classes as c
    where %4$s
  ),
  deleted as (
    select d.student_id, d.origin_date, d.origin_start_time
    from rollcall.deletions_that_stay(p_from, p_to, p_student) as d
  ),
  compared as (
    select coalesce(e.id, c.student_id)::bigint as student_id,
           coalesce(e.origin_date, c.origin_date) as origin_date,
           coalesce(e.start_time, c.start_time) as start_time,
           e.duration_minutes, e.course_id, e.timezone, e.starts_at,
           e.id is not null as is_due, c.student_id is not null as is_there,
           c.origin_date >= today
             and (c.duration_minutes, c.course_id, c.timezone, c.starts_at)
               is distinct from (e.duration_minutes, e.course_id, e.timezone, e.starts_at) as differs
    from due as e
    full join present as c
      on c.student_id = e.id and c.origin_date = e.origin_date and c.start_time = e.start_time
    where case
      when c.student_id is null
        then (e.id, e.origin_date, e.start_time) not in (select d.* from deleted as d)
      when e.id is null
        then c.origin_date >= today
          and c.student_id in (select t.id from taught as t)
          and c.student_id not in (select u.id from unreadable as u)
      else p_all or c.origin_date >= today
        and (c.duration_minutes, c.course_id, c.timezone, c.starts_at)
          is distinct from (e.duration_minutes, e.course_id, e.timezone, e.starts_at)
    end
  )
  select d.student_id, d.origin_date, d.start_time, d.duration_minutes, d.course_id, d.timezone,
         d.starts_at, d.is_due,
         case
           when not d.is_there then 'create'
           when not d.differs then 'none'
           else (
             select case
               when held.is_untouched and d.is_due
                 and ((held.class).generated_at is not null or (held.class).duration_minutes is not null)
                 then 'update'
               when held.is_untouched and not d.is_due and (
                 (held.class).generated_at is not null
                 or (d.origin_date, d.start_time) in (
                   select b.origin_date, b.origin_start_time
                   from rollcall.expand_schedule(p_before, today, p_to) as b
                 )
               ) then 'remove'
               when rollcall.has_wrong_instant(held.class, p_now) then 'retime'
               when not d.is_due and rollcall.is_orphaned(held.class, p_now) then 'keep'
               else 'none'
             end
             from (
               select c as class, rollcall.is_untouched(c, p_now) as is_untouched
               from public.classes as c
               where coalesce(c.origin_date, c.date) = d.origin_date
                 and c.student_id = d.student_id
                 and coalesce(c.origin_start_time, c.start_time) = d.start_time
               -- Where there are doubles, by the one that somebody touched.
               order by 2
               limit 1
             ) as held
           )
         end
  from compared as d;
end;
$body$
  $definition$;
begin
  execute format(
    definition, 'all', 'force_custom_plan', 'true',
    'coalesce(c.origin_date, c.date) between p_from and p_to'
  );
  execute format(
    definition, 'student', 'force_generic_plan', 's.id = p_student',
    'c.student_id = p_student and coalesce(c.origin_date, c.date) = any (days)'
  );
end;
$make$;
