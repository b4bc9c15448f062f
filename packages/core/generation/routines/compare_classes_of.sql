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
-- Compiling a plan costs more than it saves here.
set jit = off
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
           -- A date outside the calendar is no date; student-data names it.
           case when s.start_date between date '1900-01-01' and date '2200-12-31'
                then greatest(p_from, s.start_date) end as first_date,
           least(p_to, s.end_date, (s.archived_at at time zone zone)::date - 1) as last_date,
           case when s.paused_from is null and u.days is null then closures
                else closures + coalesce(u.days, '{}') + rollcall.paused_days(s.paused_from, s.paused_until)
           end as days_off,
           s.course_id::bigint as course_id,
           v.effective_from, v.effective_until, v.recorded_at, v.schedule
    from public.students as s
    left join rollcall.schedule_versions as v on v.student_id = s.id
    left join rollcall.untaught_days as u on u.student_id = s.id
    where %3$s
  ),
  -- What the rows hold that no version does, and from when on. Of what was there before Rollcall the
  -- version is known and not read yet.
  changes as materialized (
    select t.id, t.first_date, t.last_date, t.days_off, t.course_id,
           rollcall.kept_schedule(rollcall.normalise_schedule(rollcall.stored_schedule(s), zone)) as schedule,
           case
             when t.effective_from is null then coalesce(s.schedule_effective_from, '-infinity')
             when known.is_same then t.effective_from
             else greatest(today, s.schedule_effective_from)
           end as changed_from,
           case when known.is_same then t.recorded_at when t.effective_from is not null then p_now end as recorded_at
    from taught as t
    join public.students as s on s.id = t.id
    cross join lateral (
      select exists (
        select from rollcall.schedule_versions as v
        where v.student_id = t.id
          and v.effective_from = t.effective_from
          and v.stored is not distinct from rollcall.stored_schedule(s)
      ) as is_same
    ) as known
    where cardinality(unrecorded) > 0 and t.id = any (unrecorded) and t.effective_until is null
  ),
  held as (
    select t.id, t.course_id, t.days_off,
           greatest(t.first_date, t.effective_from) as first_date,
           least(t.last_date, t.effective_until, c.changed_from - 1) as last_date,
           t.schedule, t.effective_from, t.recorded_at
    from taught as t
    left join changes as c on c.id = t.id
    where t.schedule is not null and t.first_date is not null
  ),
  changed as (
    select c.id, c.course_id, c.days_off, greatest(c.first_date, c.changed_from) as first_date, c.last_date,
           c.schedule, c.changed_from as effective_from, c.recorded_at
    from changes as c
    where c.first_date is not null
  ),
  slots as materialized (
    %5$s
    union all
    %6$s
  ),
  -- When nothing can be said of a student: the schedule can't be read, or there is no start.
  silent as materialized (
    select t.id, t.effective_from as first_date, least(t.effective_until, c.changed_from - 1) as last_date
    from taught as t
    left join changes as c on c.id = t.id
    where t.schedule = 'null'
    union all
    select c.id, c.changed_from, null from changes as c where c.schedule = 'null'
    union all
    select t.id, null, null from taught as t where t.first_date is null
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
      -- On its first day a change holds from its moment on: what had begun by then is the past.
      and (d.origin_date > s.effective_from or (d.starts_at > s.recorded_at) is not false)
  ),
  present as (
    select c.student_id, coalesce(c.origin_date, c.date) as origin_date,
           coalesce(c.origin_start_time, c.start_time) as start_time,
           c.duration_minutes, c.course_id, c.timezone, c.starts_at, c.end_time,
           -- Older than Rollcall.
           c.generated_at is null and c.origin_date is null as is_adopted
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
           case
             -- Of the past only what was moved out of it has an instant to come.
             when c.origin_date < today then c.starts_at > p_now
             when e.id is null then true
             -- What an application leaves open says nothing against the schedule.
             when c.is_adopted then
               coalesce(c.duration_minutes, extract(epoch from c.end_time - c.start_time)::integer / 60)
                 <> e.duration_minutes
               or c.course_id <> e.course_id or c.timezone <> e.timezone or c.starts_at <> e.starts_at
             else (c.duration_minutes, c.course_id, c.timezone, c.starts_at)
               is distinct from (e.duration_minutes, e.course_id, e.timezone, e.starts_at)
           end as differs
    from due as e
    full join present as c
      on c.student_id = e.id and c.origin_date = e.origin_date and c.start_time = e.start_time
  )
  select d.student_id, d.origin_date, d.start_time, d.duration_minutes, d.course_id, d.timezone,
         d.starts_at, d.is_due,
         case
           when not d.is_there then 'create'
           when d.differs is not true then 'none'
           else (
             select case
               when held.is_untouched and d.is_due and held.is_ours then 'update'
               when held.is_untouched and held.is_judged and not d.is_due and held.is_ours and (
                 (held.class).generated_at is not null
                 or rollcall.was_called_for(d.student_id, d.origin_date, d.start_time)
               ) then 'remove'
               when rollcall.has_wrong_instant(held.class, p_now) then 'retime'
               when held.is_judged and not d.is_due and rollcall.is_orphaned(held.class, p_now) then 'keep'
               else 'none'
             end
             from (
               select c as class, d.origin_date >= today and rollcall.is_untouched(c, p_now) as is_untouched,
                      c.generated_at is not null or c.origin_date is null as is_ours,
                      -- Where the schedule says nothing, the row may still say that nobody is taught.
                      d.origin_date >= today and (not exists (
                        select from silent as q
                        where q.id = d.student_id
                          and d.origin_date >= coalesce(q.first_date, '-infinity')
                          and d.origin_date <= coalesce(q.last_date, 'infinity')
                      ) or not exists (
                        select from taught as t
                        where t.id = d.student_id
                          and d.origin_date <= t.last_date and (t.days_off @> d.origin_date) is not true
                      )) as is_judged
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
  from compared as d
  where case
    when not d.is_there
      then (d.student_id, d.origin_date, d.start_time) not in (select e.* from deleted as e)
    when not d.is_due then d.differs and d.student_id in (select t.id from taught as t)
    else p_all or d.differs
  end;
end;
$body$
  $definition$;
  -- The slots of the schedules that `held` or `changed` lists. Read of both at once, from a union, they
  -- cost half as much again.
  slots constant text := $slots$
    select h.id, h.days_off,
           greatest(h.first_date, r.valid_from) as first_date,
           least(h.last_date, r.valid_to) as last_date,
           h.effective_from, h.recorded_at,
           -- What is no course's id is for student-data to name; here it must not stop everybody.
           coalesce(case when r.course_id ~ '^[0-9]{1,18}$' then r.course_id::bigint end, h.course_id) as course_id,
           r.duration_minutes,
           -- A schedule that names none is in the school's zone, whichever that is by now.
           coalesce(h.schedule ->> 'timezone', zone) as timezone,
           r.weekday, r.start_time,
           coalesce(r.interval_weeks, 1) as interval_weeks,
           coalesce(r.anchor_date, date '0001-01-01') as anchor_date
    from %s as h
    cross join lateral jsonb_to_recordset(
      case when jsonb_typeof(h.schedule -> 'slots') = 'array' then h.schedule -> 'slots' end
    ) as r (
      weekday integer, start_time time, duration_minutes integer, course_id text,
      interval_weeks integer, anchor_date date, valid_from date, valid_to date
    )
    where h.first_date <= h.last_date
  $slots$;
  slots_held constant text := format(slots, 'held');
  slots_changed constant text := format(slots, 'changed');
begin
  execute format(
    definition, 'all', 'force_custom_plan', 'true',
    'coalesce(c.origin_date, c.date) between p_from and p_to', slots_held, slots_changed
  );
  execute format(
    definition, 'student', 'force_generic_plan', 's.id = p_student',
    'c.student_id = p_student and coalesce(c.origin_date, c.date) = any (days)', slots_held, slots_changed
  );
end;
$make$;
