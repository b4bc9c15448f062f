-- What the document's "Classes Not Generated for New Student" looks at, for one student, as one row.
with school as (
  select timezone, rollcall.local_date($2) as today, rollcall.horizon($2) as horizon from rollcall.school
),
student as (
  select s.*, rollcall.normalise_schedule(
    rollcall.stored_schedule(s), (select timezone from school), s.course_id::text,
    (select jsonb_object_agg(c.id::text, c.active) from public.courses as c)
  ) as reading
  from public.students as s
  where s.id = $1
)
select
  (select today from school) as today,
  (select horizon from school) as horizon,
  s.start_date as "startDate",
  s.end_date as "endDate",
  s.paused_from as "pausedFrom",
  s.paused_until as "pausedUntil",
  s.archived_at is not null and s.archived_at <= $2 as archived,
  coalesce((
    select jsonb_agg(jsonb_build_object('code', e ->> 'code', 'path', e ->> 'path', 'hint', e ->> 'hint'))
    from jsonb_array_elements(s.reading -> 'errors') as e
  ), '[]') as errors,
  (
    select coalesce(jsonb_agg(w.name order by w.name), '[]')
    from (values ('rollcall_generate_on_insert'), ('rollcall_generate_on_update')) as w (name)
    where not exists (
      select from pg_catalog.pg_trigger as t
      where t.tgrelid = 'public.students'::regclass and t.tgname = w.name and t.tgenabled in ('O', 'A')
    )
  ) as "triggersOff",
  (
    select jsonb_build_object(
      'id', l.id, 'operation', l.operation, 'status', l.status,
      'time', l.trigger_time, 'sqlstate', substring(to_jsonb(l.error_details) ->> 'sqlstate' from '^[0-9A-Z]{5}$')
    )
    from public.class_generation_logs as l
    where l.student_id = s.id
    order by l.trigger_time desc, l.id desc
    limit 1
  ) as "newestLog",
  (
    select count(*)::integer
    from rollcall.expected_classes((select today from school) - $3::integer, (select horizon from school), $2, s.id)
  ) as due,
  (
    select coalesce(jsonb_agg(m.origin_date order by m.origin_date), '[]')
    from rollcall.missing_classes((select today from school) - $3::integer, (select horizon from school), $2, s.id) as m
  ) as missing
from student as s
