import type { Database } from '../check.ts'
import { OperatorError } from '../operator-error.ts'

export type GenerateOptions = {
  /** `weekly` fills from today to the horizon, `missing` also the gaps behind it. */
  what: 'weekly' | 'missing'
  /** ISO 8601 in UTC. */
  now: string
  /** How many days back `missing` begins unless `from` says otherwise. */
  lookBackDays: number
  student?: number
  /** Dates of the calendar, both inclusive. */
  from?: string
  to?: string
  dryRun?: boolean
}

/** What a generation did, or with `dryRun` would do. The first four keys are the public contract. */
export type Generated = {
  /** Classes. */
  created: number
  /** Classes that nobody touched and that the schedule has otherwise now. */
  updated: number
  /** Classes that nobody touched and that no schedule calls for any more. */
  removed: number
  /** Students to whom no class was due, each with its reason in `skippedStudents`. */
  skipped: number
  /** Students to whom classes were due. */
  students: number
  /** What the database said stays there, in the log row: it may hold personal data. */
  failed: { studentId: number; sqlstate: string }[]
  perStudent: { studentId: number; created: number }[]
  skippedStudents: { studentId: number; reason: string }[]
  from: string
  to: string
  dryRun: boolean
}

type Result = Pick<Generated, 'created' | 'updated' | 'removed' | 'failed'> & {
  students: number[]
  createdEach: number[]
}

/**
 * Generates classes for the whole school or one student.
 * @throws OperatorError for an unknown student or a period that ends before it begins.
 */
export async function generate(database: Database, options: GenerateOptions): Promise<Generated> {
  const { what, now, student = null, dryRun = false } = options
  if (student !== null) await requireStudent(database, student)
  const { from, to } = await period(database, options)
  const skippedStudents = await skipped(database, from, to, now, student)
  const wholeWeek = what === 'weekly' && student === null && !options.from && !options.to
  const result = dryRun
    ? await foresee(database, [from, to, now, student])
    : wholeWeek
      ? await one<Result>(database, 'select rollcall.generate_weekly($1) as result', [now])
      : what === 'weekly'
        ? await one<Result>(
            database,
            "select rollcall.generate_classes('manual', $1, $2, $3, $4) as result",
            [from, to, now, student],
          )
        : await one<Result>(
            database,
            'select rollcall.generate_missing($1, $2, $3, $4) as result',
            [from, to, now, student],
          )
  return {
    created: result.created,
    updated: result.updated,
    removed: result.removed,
    skipped: skippedStudents.length,
    students: (await studentCount(database, student)) - skippedStudents.length,
    failed: result.failed,
    perStudent: perStudent(result),
    skippedStudents,
    from,
    to,
    dryRun,
  }
}

async function period(database: Database, options: GenerateOptions) {
  const back = options.what === 'missing' ? options.lookBackDays : 0
  const { rows } = await database.query<{ from: string; to: string; today: string }>(
    `select coalesce($2::date, rollcall.local_date($1) - $4::integer) as from,
            least($3::date, rollcall.horizon($1)) as to,
            rollcall.local_date($1) as today`,
    [options.now, options.from ?? null, options.to ?? null, back],
  )
  const { from, to, today } = rows[0] as { from: string; to: string; today: string }
  if (options.what === 'weekly' && from < today) {
    throw new OperatorError(
      `The weekly generation fills from today (${today}) on, and --from is ${from}: older gaps are billable and need \`rollcall generate missing --from ${from}\`.`,
    )
  }
  if (from > to) {
    throw new OperatorError(
      `The period ends on ${to}, before it begins on ${from}: correct --from and --to.`,
    )
  }
  return { from, to }
}

async function requireStudent(database: Database, student: number) {
  const { rows } = await database.query('select from public.students where id = $1', [student])
  if (rows.length === 0) throw new OperatorError(`There is no student ${student}: check the id.`)
}

async function foresee(database: Database, values: unknown[]): Promise<Result> {
  const { rows } = await database.query<Result>(
    `select coalesce(sum(f.created), 0)::integer as created,
            coalesce(sum(f.updated), 0)::integer as updated,
            coalesce(sum(f.removed), 0)::integer as removed,
            to_jsonb(coalesce(array_agg(f.student_id order by f.student_id), '{}')) as students,
            to_jsonb(coalesce(array_agg(f.created order by f.student_id), '{}')) as "createdEach",
            jsonb '[]' as failed
     from rollcall.foreseen_changes($1, $2, $3, $4) as f`,
    values,
  )
  return rows[0] as Result
}

function perStudent({ students, createdEach }: Result): Generated['perStudent'] {
  return students
    .map((studentId, place) => ({ studentId, created: createdEach[place] ?? 0 }))
    .filter(({ created }) => created > 0)
}

async function skipped(
  database: Database,
  from: string,
  to: string,
  now: string,
  student: number | null,
) {
  const { rows } = await database.query<{ studentId: number; reason: string }>(
    `select student_id as "studentId", reason
     from rollcall.skipped_students($1, $2, $3, $4) order by student_id`,
    [from, to, now, student],
  )
  return rows
}

async function studentCount(database: Database, student: number | null): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'select count(*) from public.students where $1::bigint is null or id = $1',
    [student],
  )
  return rows[0]?.count ?? 0
}

async function one<T>(database: Database, sql: string, values: unknown[]): Promise<T> {
  const { rows } = await database.query<{ result: T }>(sql, values)
  return rows[0]?.result as T
}
