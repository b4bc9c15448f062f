import { type TestDatabase, testNow } from './scratch-database.ts'

type Student = {
  start_date?: string | null
  end_date?: string | null
  paused_from?: string | null
  paused_until?: string | null
  archived_at?: string | null
  fixed_schedule?: unknown
}

/** Mondays and Thursdays at 17:00 for an hour. */
const twiceAWeek = [
  { day: 'monday', start_time: '17:00', duration_minutes: 60 },
  { day: 'thursday', start_time: '17:00', duration_minutes: 60 },
]

/** Inserts a student as an application does; by default one who began on 2026-03-02 and comes twice a week. */
export async function enrol(database: TestDatabase, student: Student = {}): Promise<number> {
  const row = { start_date: '2026-03-02', fixed_schedule: twiceAWeek, ...student }
  const { rows } = await database.session.query<{ id: number }>(
    `insert into public.students (
       first_name, last_name, start_date, end_date, paused_from, paused_until, archived_at, fixed_schedule
     )
     values ('Vera', 'Prado', $1, $2, $3, $4, $5, $6) returning id`,
    [
      row.start_date,
      row.end_date ?? null,
      row.paused_from ?? null,
      row.paused_until ?? null,
      row.archived_at ?? null,
      row.fixed_schedule === null ? null : JSON.stringify(row.fixed_schedule),
    ],
  )
  return rows[0]?.id ?? 0
}

/** Empties the school, so that each act of a test begins with its own students. */
export async function emptySchool(database: TestDatabase) {
  await database.session.query(
    `truncate public.classes, public.class_generation_logs, rollcall.schedule_versions,
       rollcall.untaught_days, rollcall.deleted_classes,
       rollcall.generation_runs, rollcall.closures, rollcall.archived_classes`,
  )
  await database.session.query('delete from public.students')
  await database.session.query(`update rollcall.school set timezone = 'UTC'`)
  await database.session.query('select set_config($1, $2, false)', ['rollcall.now', testNow])
}
