-- $1: now. $2: for how many days back what a class says of itself is compared. It reads the whole
-- table of classes: what no day bounds in one pass, and those days in two.
with period as materialized (
  select rollcall.local_date($1::timestamptz) - $2::integer as since
),
-- Every class, once: what they refer to is looked up for each group of them.
groups as materialized (
  select
    c.student_id, c.course_id, c.timezone, count(*) as classes,
    count(*) filter (where c.date >= (select p.since from period as p)) as compared
  from public.classes as c
  group by c.student_id, c.course_id, c.timezone
),
-- A zone that Postgres can't read would end the query.
zones as materialized (
  select z.timezone, rollcall.reads_as('2000-01-01 00:00 ' || z.timezone, 'timestamptz') as known
  from (select distinct g.timezone from groups as g where g.timezone is not null) as z
),
-- Many classes begin at one time: each is worked out once.
moments as materialized (
  select m.date, m.start_time, m.timezone, rollcall.wall_to_instant(m.date + m.start_time, m.timezone) as instant
  from (
    select distinct c.date, c.start_time, c.timezone
    from public.classes as c
    where c.date >= (select p.since from period as p)
  ) as m
  join zones as z on z.timezone = m.timezone and z.known
),
wrong as materialized (
  select j.student_id, j.to_come, j.instant_wrong, j.length_wrong
  from (
    select
      c.student_id, c.starts_at > $1::timestamptz as to_come,
      c.starts_at <> m.instant and coalesce(c.status::text, '') <> 'cancelled' as instant_wrong,
      c.duration_minutes <= 0
      or abs(extract(epoch from
        c.end_time - (c.start_time + c.duration_minutes * interval '1 minute')::time
      )) >= 60 as length_wrong
    from public.classes as c
    left join moments as m
      on m.date = c.date and m.start_time = c.start_time and m.timezone = c.timezone
    where c.date >= (select p.since from period as p)
  ) as j
  where j.instant_wrong or j.length_wrong
),
kinds as (
  select 'student-gone' as kind, g.student_id, sum(g.classes) as classes, true as worse
  from groups as g
  where not exists (select from public.students as s where s.id = g.student_id)
  group by g.student_id
  union all
  select 'course-gone', g.student_id, sum(g.classes), false
  from groups as g
  where g.course_id is not null and not exists (select from public.courses as k where k.id = g.course_id)
  group by g.student_id
  union all
  select 'zone-unknown', g.student_id, sum(g.classes), true
  from groups as g
  join zones as z on z.timezone = g.timezone and not z.known
  group by g.student_id
  union all
  select 'instant', w.student_id, count(*), coalesce(bool_or(w.to_come), false)
  from wrong as w
  where w.instant_wrong
  group by w.student_id
  union all
  select 'length', w.student_id, count(*), false from wrong as w where w.length_wrong group by w.student_id
),
wrong_classes as (
  select
    k.kind, sum(k.classes) as classes, count(*) as students, bool_or(k.worse) as worse,
    array_to_string((array_agg(k.student_id order by k.student_id))[1:10], ', ')
    || case when count(*) > 10 then ' and others' else '' end as who
  from kinds as k
  group by k.kind
),
said (kind, problem, advice) as (
  values
    ('student-gone', 'belong to a student who is gone', 'bring the student back, archived, or remove the classes'),
    ('course-gone', 'name a course that is gone', 'bring the course back, inactive, or set their course_id to null'),
    ('zone-unknown', 'have a timezone that Postgres can''t read', 'set it to an IANA name'),
    ('instant', 'begin at another instant (starts_at) than their date, start_time and timezone say', 'correct date, start_time or timezone if they are wrong; otherwise set starts_at to null, and it is worked out from them'),
    ('length', 'have a duration_minutes that is not from start_time to end_time', 'set whichever of end_time and duration_minutes is wrong to null, and it follows from the other')
),
students_without_course as (
  select
    count(*) as students,
    array_to_string((array_agg(s.id order by s.id))[1:10], ', ')
    || case when count(*) > 10 then ' and others' else '' end as who
  from public.students as s
  where s.course_id is not null
    and not exists (select from public.courses as k where k.id = s.course_id)
),
tables as materialized (
  select o.id, o.name from rollcall.school_objects('rpf') as o
),
constraints as materialized (
  select
    t.name as relation, c.oid, rollcall.quoted_name(c.conname) as name, c.convalidated, c.contype,
    pg_get_constraintdef(c.oid) like '%NOT ENFORCED' as not_enforced
  from pg_catalog.pg_constraint as c
  join tables as t on t.id = c.conrelid
  where c.contype in ('c', 'f', 'n') and c.conparentid = 0
),
triggers as materialized (
  select
    t.name as relation, g.tgname, g.tgisinternal, g.tgenabled, g.tgconstraint,
    rollcall.quoted_name(g.tgname) as name
  from pg_catalog.pg_trigger as g
  join tables as t on t.id = g.tgrelid
),
-- What an extension or the platform brought is theirs to switch.
event_triggers as materialized (
  select rollcall.quoted_name(e.evtname) as name, e.evtenabled
  from pg_catalog.pg_event_trigger as e
  join pg_catalog.pg_proc as f on f.oid = e.evtfoid
  join pg_catalog.pg_namespace as n on n.oid = f.pronamespace
  where n.nspname <> all (rollcall.platform_schemas())
    and not exists (
      select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e'
    )
),
sequences as materialized (
  select b.name, b.feeds, b.next_value, b.reached, b.behind, b.refuses from rollcall.sequences_behind() as b
),
-- What an upgrade of the platform changes without asking, a key of the school's may stand in the way of.
of_platform as materialized (
  select
    t.name as relation, rollcall.quoted_name(c.conname) as name,
    format('%s.%s', rollcall.quoted_name(n.nspname), rollcall.quoted_name(r.relname)) as refers_to
  from pg_catalog.pg_constraint as c
  join tables as t on t.id = c.conrelid
  join pg_catalog.pg_class as r on r.oid = c.confrelid
  join pg_catalog.pg_namespace as n on n.oid = r.relnamespace and n.nspname = 'auth'
  join pg_catalog.pg_index as i on i.indexrelid = c.conindid and not i.indisprimary
  where c.contype = 'f' and c.conparentid = 0
),
pointing as materialized (
  -- So many are compared within seconds.
  select p.relation, p.name, p.refers_to, p.rows from rollcall.rows_pointing_nowhere(5000000) as p
),
findings (key, severity, detail, subject) as (
  select
    'classes/' || w.kind,
    case when w.worse then 'error' else 'warning' end,
    format(
      '%s %s, of %s: %s.',
      case when w.classes = 1 then '1 class' else w.classes || ' classes' end,
      s.problem,
      case when w.students = 1 then 'student ' || w.who else format('%s students (%s)', w.students, w.who) end,
      s.advice
    ),
    jsonb_build_object('classes', w.classes, 'students', w.students)
  from wrong_classes as w
  join said as s on s.kind = w.kind
  union all
  select
    'students/course-gone', 'warning',
    format(
      '%s a course that is gone (%s): bring the course back, inactive, or set course_id to null.',
      case when s.students = 1 then '1 student has' else s.students || ' students have' end, s.who
    ),
    jsonb_build_object('students', s.students)
  from students_without_course as s
  where s.students > 0
  union all
  select
    format('constraint/%s/%s', c.relation, c.name), 'warning',
    case
      when c.not_enforced then format(
        'Constraint %s of %s is not enforced, so that any row passes: drop it and add it enforced.',
        c.name, c.relation
      )
      else format(
        'Constraint %s of %s has never been validated, so that older rows may break it: `alter table %s validate constraint %s`.',
        c.name, c.relation, c.relation, c.name
      )
    end,
    jsonb_build_object('table', c.relation, 'constraint', c.name)
  from constraints as c
  where not c.convalidated
  union all
  select
    format('platform-key/%s/%s', p.relation, p.name), 'error',
    format(
      'Foreign key %s of %s refers to %s by another key than its primary one, which stops an upgrade of the platform: refer to the primary key, or drop it.',
      p.name, p.relation, p.refers_to
    ),
    jsonb_build_object('table', p.relation, 'constraint', p.name)
  from of_platform as p
  union all
  select
    format('rows/%s/%s', p.relation, p.name), 'error',
    format(
      '%s of %s, for all that foreign key %s says: bring back what %s to, or remove %s.',
      case when p.rows = 1 then '1 row of ' || p.relation || ' refers to no row'
           else p.rows || ' rows of ' || p.relation || ' refer to no row' end,
      p.refers_to, p.name, case when p.rows = 1 then 'it refers' else 'they refer' end,
      case when p.rows = 1 then 'it' else 'them' end
    ),
    jsonb_build_object('table', p.relation, 'constraint', p.name, 'rows', p.rows)
  from pointing as p
  where p.rows > 0
  union all
  select
    format('domain/%s/%s', d.name, rollcall.quoted_name(c.conname)), 'warning',
    format(
      'Constraint %s of domain %s has never been validated, so that older rows may break it: `alter domain %s validate constraint %s`.',
      rollcall.quoted_name(c.conname), d.name, d.name, rollcall.quoted_name(c.conname)
    ),
    jsonb_build_object('domain', d.name, 'constraint', rollcall.quoted_name(c.conname))
  from pg_catalog.pg_constraint as c
  join pg_catalog.pg_type as t on t.oid = c.contypid
  join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
  cross join lateral (
    select rollcall.quoted_name(n.nspname) || '.' || rollcall.quoted_name(t.typname) as name
  ) as d
  where not c.convalidated and n.nspname <> all (rollcall.platform_schemas())
  union all
  select
    format('trigger/%s/%s', g.relation, g.name), 'error',
    format(
      'Trigger %s of %s is switched off%s: `alter table %s enable trigger %s`, or drop it.',
      g.name, g.relation, case g.tgenabled when 'R' then ' but for replication' else '' end, g.relation, g.name
    ),
    jsonb_build_object('table', g.relation, 'trigger', g.name)
  from triggers as g
  -- Those of Rollcall's own are the business of `schema-intact`.
  where not g.tgisinternal and g.tgenabled in ('D', 'R') and g.tgname not like 'rollcall%'
  union all
  select
    'event-trigger/' || g.name, 'error',
    format(
      'Event trigger %s is switched off%s: `alter event trigger %s enable`, or drop it.',
      g.name, case g.evtenabled when 'R' then ' but for replication' else '' end, g.name
    ),
    jsonb_build_object('eventTrigger', g.name)
  from event_triggers as g
  where g.evtenabled in ('D', 'R')
  union all
  select distinct
    format('foreign-key/%s/%s', c.relation, c.name), 'error',
    format(
      'The triggers that hold foreign key %s of %s are switched off, so that any row passes: `alter table %s enable trigger all`, then look for rows that point nowhere.',
      c.name, c.relation, g.relation
    ),
    jsonb_build_object('table', c.relation, 'constraint', c.name)
  from triggers as g
  join constraints as c on c.oid = g.tgconstraint
  where g.tgisinternal and g.tgenabled in ('D', 'R')
  union all
  select
    'sequence/' || b.name,
    case when b.refuses then 'error' else 'warning' end,
    format(
      'Sequence %s will give %s next, and %s already has %s: `select setval(%L, %s)`.',
      b.name, b.next_value, b.feeds, b.reached, b.name, b.reached
    ),
    jsonb_build_object('sequence', b.name)
  from sequences as b
  where b.behind
  union all
  select
    format('column/%s.%s', t.name, rollcall.quoted_name(a.attname)), 'warning',
    format(
      'Column %s of %s is of type %s, which stops an upgrade of Postgres: make it text.',
      rollcall.quoted_name(a.attname), t.name, format_type(a.atttypid, null)
    ),
    jsonb_build_object('table', t.name)
  from rollcall.school_objects('rpfm') as t
  join pg_catalog.pg_attribute as a on a.attrelid = t.id and a.attnum > 0 and not a.attisdropped
  where a.atttypid in (
    'regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype, 'regnamespace'::regtype,
    'regoper'::regtype, 'regoperator'::regtype, 'regproc'::regtype, 'regprocedure'::regtype
  )
  union all
  -- Every session that it holds for writes past triggers and foreign keys.
  select
    'setting/session_replication_role', 'error',
    'session_replication_role is set so that no trigger and no foreign key works: set it to origin where it is set (`alter database`, `alter role`, the server).',
    '{}'::jsonb
  where current_setting('session_replication_role') = 'replica'
    or exists (
      select from pg_catalog.pg_db_role_setting as s
      cross join unnest(s.setconfig) as c (setting)
      where c.setting = 'session_replication_role=replica'
        and s.setdatabase in (0, (select d.oid from pg_catalog.pg_database as d where d.datname = current_database()))
    )
),
totals as (
  select coalesce(sum(g.classes), 0) as classes, coalesce(sum(g.compared), 0) as compared from groups as g
),
evidence as (
  select jsonb_build_object(
    'examined', t.classes + (select count(*) from public.students) + (select count(*) from constraints)
      + (select count(*) from triggers) + (select count(*) from event_triggers)
      + (select count(*) from sequences),
    'classes', t.classes,
    'students', (select count(*) from public.students),
    'comparedInThemselves', t.compared,
    'comparedSince', p.since,
    'constraints', (select count(*) from constraints),
    'triggers', (select count(*) from triggers),
    'eventTriggers', (select count(*) from event_triggers),
    'sequences', (select count(*) from sequences),
    'zones', (select count(*) from zones),
    'foreignKeysCompared', (select count(p.rows) from pointing as p),
    'foreignKeysNotCompared', (
      select coalesce(jsonb_agg(p.relation || '/' || p.name order by p.relation, p.name), '[]')
      from pointing as p where p.rows is null
    ),
    -- History, and no harm: a student who is deleted leaves these behind.
    'schedulesOfStudentsGone', (
      select count(*) from rollcall.schedule_versions as v
      where not exists (select from public.students as s where s.id = v.student_id)
    ),
    'logsOfStudentsGone', (
      select count(*) from public.class_generation_logs as l
      where l.student_id is not null
        and not exists (select from public.students as s where s.id = l.student_id)
    )
  ) as evidence
  from totals as t
  cross join period as p
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
