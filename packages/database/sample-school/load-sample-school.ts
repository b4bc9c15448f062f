import { readFileSync } from 'node:fs'
import { OperatorError } from '@rollcall/core'
import type { Session } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { courses } from './people.ts'
import { schoolZone } from './schedules.ts'
import { sampleStudents } from './students.ts'

const sql = (name: string) => readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')

/** How much the sample school holds. */
export type SampleSchool = { students: number; classes: number; logs: number }

/**
 * Fills an empty, migrated database with a healthy invented school: half a year of history up to
 * `now`, the same for the same `now`. Needs the owner's rights.
 * @throws OperatorError when there are students already.
 */
export async function loadSampleSchool(session: Session, now: string): Promise<SampleSchool> {
  const { rows } = await session.query('select from public.students limit 1')
  if (rows.length > 0) {
    throw new OperatorError(
      'There are students in this database already, and the sample school only goes into an empty one: take a new database.',
    )
  }
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(schoolZone).toPlainDate()
  return inTransaction(session, async () => {
    await openSchool(session, today)
    await enrolStudents(session, today)
    await generateHistory(session, now)
    return count(session)
  })
}

async function openSchool(session: Session, today: Temporal.PlainDate) {
  await session.query('update rollcall.school set timezone = $1', [schoolZone])
  await session.query(
    `insert into rollcall.closures (starts_on, ends_on, reason)
     select make_date(y, 12, 23), make_date(y + 1, 1, 6), 'Christmas' from unnest($1::integer[]) as y`,
    [[today.year - 1, today.year]],
  )
  await session.query('insert into public.courses (name) select unnest($1::text[])', [courses])
}

/** The triggers rest meanwhile: all classes are generated in one go afterwards. */
async function enrolStudents(session: Session, today: Temporal.PlainDate) {
  await session.query('alter table public.students disable trigger rollcall_generate_on_insert')
  await session.query(
    `insert into public.students (
       first_name, last_name, course_id, start_date, end_date, paused_from, paused_until,
       archived_at, fixed_schedule, created_at, updated_at
     )
     select s ->> 'first_name', s ->> 'last_name', (s ->> 'course')::bigint,
            (s ->> 'start_date')::date, (s ->> 'end_date')::date,
            (s ->> 'paused_from')::date, (s ->> 'paused_until')::date,
            rollcall.wall_to_instant((s ->> 'archived_on')::date::timestamp, $2),
            s -> 'fixed_schedule', e.at, e.at
     from jsonb_array_elements($1::jsonb) with ordinality as a (s, place)
     cross join lateral (
       select rollcall.wall_to_instant((s ->> 'start_date')::date - interval '59 hours', $2) as at
     ) as e
     order by place`,
    [JSON.stringify(sampleStudents(today)), schoolZone],
  )
  await session.query('alter table public.students enable trigger rollcall_generate_on_insert')
  await session.query(
    `insert into rollcall.schedule_versions (student_id, effective_from, stored, schedule)
     select id, start_date, fixed_schedule, rollcall.normalise_schedule(fixed_schedule, $1) -> 'schedule'
     from public.students order by id`,
    [schoolZone],
  )
}

async function generateHistory(session: Session, now: string) {
  await session.query(
    `select from rollcall.insert_missing_classes(
       (select min(start_date) from public.students),
       rollcall.local_date(rollcall.last_weekly_run_due($1)) + 13,
       $1
     )`,
    [now],
  )
  await session.query(sql('history'), [now])
  await session.query(sql('settle'), [now])
  await session.query(sql('logs'), [now])
  await session.query(
    `insert into rollcall.generation_runs (operation, week, started_at, finished_at, classes_created)
     select 'weekly', rollcall.local_date(l.trigger_time), l.trigger_time, l.trigger_time, 0
     from public.class_generation_logs as l where l.student_id is null`,
  )
}

async function count(session: Session): Promise<SampleSchool> {
  const { rows } = await session.query<SampleSchool>(
    `select (select count(*) from public.students) as students,
            (select count(*) from public.classes) as classes,
            (select count(*) from public.class_generation_logs) as logs`,
  )
  return rows[0] as SampleSchool
}
