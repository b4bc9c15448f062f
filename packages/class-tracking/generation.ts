import type { Database } from '@rollcall/core'
import { type Generated, generate } from '@rollcall/core/generate'
import type { Transact } from './connections.ts'
import { Problem } from './problem.ts'

export type Limits = {
  /** For one statement, be it that which brings the whole school up to date, in milliseconds. */
  whole: number
  /** From the start of a request to when it has to come to its end, in milliseconds. */
  deadline: number
}

export type Generation = {
  transact: Transact
  /** ISO 8601 in UTC. */
  now: string
  lookBackDays: number
  limits: Limits
}

/** What a generation answers; see the description of the API. */
export type Result = {
  created: number
  updated: number
  removed: number
  skipped: number
  students: number
  failed: number
  from: string
  to: string
  skippedBecause: Record<string, number>
  failures: Generated['failed']
}

export const mostFailures = 100

export function resultOf(generated: Generated): Result {
  const { created, updated, removed, skipped, students, failed, from, to } = generated
  const reasons = Object.groupBy(generated.skippedStudents, ({ reason }) => reason)
  return {
    created,
    updated,
    removed,
    skipped,
    students,
    failed: failed.length,
    from,
    to,
    skippedBecause: Object.fromEntries(
      Object.entries(reasons).map(([reason, each]) => [reason, each?.length ?? 0]),
    ),
    failures: failed.slice(0, mostFailures),
  }
}

/**
 * The classes of one student: `weekly` from today to the horizon, `missing` the gaps behind too.
 * @throws Problem for an unknown student, one whose generation failed, and one that somebody else is changing.
 */
export async function generateStudent(
  { transact, now, lookBackDays, limits }: Generation,
  what: 'weekly' | 'missing',
  student: number,
): Promise<Result> {
  const { generated, left } = await transact(limits.whole, async (database) => {
    if (!(await isThere(database, student))) {
      throw new Problem('unknown_student', `There is no student ${student}: check the id.`)
    }
    const done = await generate(database, { what, now, lookBackDays, student })
    return { generated: done, left: await differing(database, done, now, student) }
  })
  const result = resultOf(generated)
  if (result.failed > 0) throw failure(result)
  if (left.length > 0) {
    throw new Problem(
      'student_busy',
      `Classes of student ${student} are still to be made, as when another transaction is changing the student: try again in a moment, and if that doesn't help, run \`rollcall diagnose student ${student}\`.`,
      { headers: { 'retry-after': '5' } },
    )
  }
  return result
}

/** Where nobody got what was due, the call has failed; what Postgres said is in the log of generations. */
export function failure({ students, failures, failed }: Result): Problem {
  const whom = failed === 1 ? `student ${failures[0]?.studentId}` : `all ${students} students`
  return new Problem(
    'generation_failed',
    `The generation failed for ${whom}: public.class_generation_logs says why.`,
    { more: { failed, failures } },
  )
}

/** Whether a student's classes are otherwise than they should be, as far as generation may change them. */
export async function isBehind(database: Database, student: number, now: string): Promise<boolean> {
  const { rows } = await database.query(
    `select from rollcall.foreseen_changes(
       rollcall.local_date($1), rollcall.horizon($1), $1, $2
     ) limit 1`,
    [now, student],
  )
  return rows.length > 0
}

export async function isThere(database: Database, student: number): Promise<boolean> {
  const { rows } = await database.query('select from public.students where id = $1', [student])
  return rows.length > 0
}

/** The students whose classes are not yet what they should be, without those for whom it failed. */
export async function differing(
  database: Database,
  { from, to, failed }: Pick<Generated, 'from' | 'to' | 'failed'>,
  now: string,
  student: number | null = null,
): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `select f.student_id as id from rollcall.foreseen_changes($1, $2, $3, $4) as f
     where f.student_id <> all ($5) order by f.student_id`,
    [from, to, now, student, failed.map(({ studentId }) => studentId)],
  )
  return rows.map(({ id }) => id)
}
