import { type EmbeddedServer, migrate, type Session, withSession } from '@rollcall/database'

/** The fixed clock of the bench, a Monday morning. */
export const now = '2026-03-09T07:00:00.000Z'

/** When every student begins, a Monday; half a year from here ends with the week of `now`. */
export const beginning = Temporal.PlainDate.from('2025-09-15')

export const weeksInHalfYear = 26

/** Dates of the calendar, both inclusive. */
export type Period = readonly [from: string, to: string]

/** Whole weeks, counted from the beginning. */
export function weeks(first: number, count: number): Period {
  const from = beginning.add({ weeks: first })
  return [from.toString(), from.add({ days: count * 7 - 1 }).toString()]
}

/** An hour in the morning of the Monday with which a week begins, counted from the beginning. */
export const mondayOf = (week: number, hour: number) =>
  beginning
    .add({ weeks: week })
    .toZonedDateTime({ timeZone: 'Europe/Madrid', plainTime: { hour } })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 })

/**
 * Runs `use` with a session in a new database of the server, which holds a school of so many students,
 * a class a week each, no class of which is there yet.
 */
export async function withBenchSchool<T>(
  server: EmbeddedServer,
  name: string,
  students: number,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  await withSession(server.url(), {}, (session) => session.query(`create database ${name}`))
  return withSession(server.url(name), { now }, async (session) => {
    await migrate(session)
    await enrol(session, students)
    return use(session)
  })
}

/** Adds the students and the versions of their schedules as the triggers would, but none of the classes. */
async function enrol(session: Session, students: number) {
  await session.query('set session_replication_role = replica')
  await session.query(
    `insert into public.students (first_name, start_date, fixed_schedule)
     select 'S', $1, jsonb_build_object('version', 1, 'timezone', 'Europe/Madrid', 'slots', jsonb_build_array(
       jsonb_build_object('id', 'a', 'weekday', 1 + g % 5, 'start_time', format('%s:00', 10 + g % 9), 'duration_minutes', 60)
     ))
     from generate_series(1, $2::integer) as g`,
    [beginning.toString(), students],
  )
  await session.query(
    `insert into rollcall.schedule_versions (student_id, effective_from, stored, schedule)
     select id, start_date, fixed_schedule, rollcall.normalise_schedule(fixed_schedule, 'UTC') -> 'schedule'
     from public.students`,
  )
  await session.query('set session_replication_role = origin')
  await session.query('vacuum analyze')
}

/** Generates the classes of a period with all that generation does: keys, logs, counts. */
export const generate = (session: Session, period: Period, at = now) =>
  session.query("select rollcall.generate_classes('correction', $1, $2, $3) -> 'created'", [
    ...period,
    at,
  ])
