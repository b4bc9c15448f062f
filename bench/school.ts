import { connect, migrate, type Session, startEmbeddedServer } from '@rollcall/database'

/** The fixed clock of the bench, a Monday morning. */
export const now = '2026-03-09T07:00:00.000Z'

/** The first Monday for which classes are generated. */
export const firstMonday = Temporal.PlainDate.from('2026-01-05')

/** A durable server with a school of so many students, one class a week each, and the table A2. */
export async function openBenchSchool(students: number) {
  const server = await startEmbeddedServer({ durable: true })
  const session = await connect(server.url(), { now })
  await migrate(session)
  await session.query('alter table public.students disable trigger user')
  await session.query(
    `insert into public.students (first_name, start_date, fixed_schedule)
     select 'S', $1, jsonb_build_object('version', 1, 'timezone', 'Europe/Madrid', 'slots', jsonb_build_array(
       jsonb_build_object('id', 'a', 'weekday', 1 + g % 5, 'start_time', format('%s:00', 10 + g % 9), 'duration_minutes', 60)
     ))
     from generate_series(1, $2::integer) as g`,
    [firstMonday.toString(), students],
  )
  await session.query('alter table public.students enable trigger user')
  await session.query(
    `insert into rollcall.schedule_versions (student_id, effective_from, stored, schedule)
     select id, start_date, fixed_schedule, rollcall.normalise_schedule(fixed_schedule, 'UTC') -> 'schedule'
     from public.students`,
  )
  await makeA2(session)
  await session.query('analyze')
  const close = async () => {
    await session.end()
    await server.stop()
  }
  return { session, close }
}

/** What every ratio is against: the same rows in a table with a primary key, a unique key and two btrees. */
async function makeA2(session: Session) {
  await session.query(
    'create table public.a2 (like public.classes including defaults including identity)',
  )
  await session.query('alter table public.a2 add primary key (id)')
  await session.query(
    'create unique index on public.a2 (student_id, origin_date, origin_start_time)',
  )
  await session.query('create index on public.a2 (date)')
  await session.query('create index on public.a2 (created_at)')
}

const columns = `student_id, course_id, date, start_time, end_time, duration_minutes, timezone, starts_at,
  origin_date, origin_start_time, generated_at, created_at`

/** Inserts the classes of a period, which Rollcall has just generated, into A2. */
export const copyToA2 = (session: Session, from: string, to: string) =>
  session.query(
    `insert into public.a2 (${columns}) select ${columns} from public.classes
     where coalesce(origin_date, date) between $1 and $2`,
    [from, to],
  )

/** Generates the classes of a period with all that generation does: keys, logs, counts. */
export const generatePeriod = (session: Session, from: string, to: string) =>
  session.query("select rollcall.generate_classes('correction', $1, $2, $3) -> 'created'", [
    from,
    to,
    now,
  ])
