import { readFileSync } from 'node:fs'
import { namedAtMost, type RemedyContext, type RemedyInOne } from '../remedy.ts'
import { correctionPeriod } from './correction-period.ts'
import {
  type Change,
  changeCount,
  changeSentence,
  type GenerationResult,
  generationSentence,
} from './preview-missing-classes.ts'

const findingsQuery = readFileSync(
  new URL('../checks/failed-generations.sql', import.meta.url),
  'utf8',
)

/**
 * Generates again for each student whose newest generation failed. Whoever's data can't be read is
 * left to a person: it would only fail again. A failed run of the whole school is for
 * generate-weekly-classes.
 */
export const regenerate: RemedyInOne = {
  id: 'regenerate',
  title: 'Generate again for the students whose generation failed',
  limit: 2000,
  async preview(context) {
    const due = await foreseen(context, await failedStudents(context))
    return {
      // Each student gets a log row, even where no class is missing.
      count: due.reduce((sum, change) => sum + Math.max(1, changeCount(change)), 0),
      lines: due.slice(0, namedAtMost).map(line),
    }
  },
  async apply(context) {
    const students = await failedStudents(context)
    const { from, to } = await correctionPeriod(context)
    const all: GenerationResult = { created: 0, updated: 0, removed: 0, failed: [] }
    for (const student of students) {
      const { rows } = await context.database.query<{ result: GenerationResult }>(
        'select rollcall.generate_missing($1, $2, $3, $4) as result',
        [from, to, context.now, student],
      )
      add(all, rows[0]?.result as GenerationResult)
    }
    const { count, done } = generationSentence(all)
    const whom = students.length === 1 ? '1 student' : `${students.length} students`
    return { count, done: `Generation ran again for ${whom}: ${done}` }
  },
}

/** The students to whom the check's findings belong and whose data can be read, by id. */
async function failedStudents(context: RemedyContext): Promise<number[]> {
  const { database, now, config } = context
  const { rows: found } = await database.query<{ subject: { studentId: number | null } | null }>(
    findingsQuery,
    [now, config.thresholds.logRetentionDays],
  )
  const { from, to } = await correctionPeriod(context)
  const { rows } = await database.query<{ student: number }>(
    `select f.student
     from unnest($1::bigint[]) as f (student)
     left join rollcall.skipped_students($2, $3, $4) as s on s.student_id = f.student
     where s.reason is null or s.reason in ('archived', 'not_started', 'ended', 'paused')
     order by f.student`,
    [found.flatMap(({ subject }) => subject?.studentId ?? []), from, to, now],
  )
  return rows.map(({ student }) => student)
}

/** What generating again would do, a row for each student. */
async function foreseen(context: RemedyContext, students: number[]): Promise<Change[]> {
  const { from, to } = await correctionPeriod(context)
  const { rows } = await context.database.query<Change>(
    `select f.student, coalesce(c.created, 0) as created, coalesce(c.updated, 0) as updated,
            coalesce(c.removed, 0) as removed, c.first_date as first, c.last_date as last
     from unnest($1::bigint[]) as f (student)
     left join lateral rollcall.foreseen_changes($2, $3, $4, f.student) as c on true
     order by f.student`,
    [students, from, to, context.now],
  )
  return rows
}

function line(change: Change): string {
  return changeCount(change) > 0
    ? changeSentence(change)
    : `student ${change.student}: no class is missing, which the log will say`
}

function add(sum: GenerationResult, { created, updated, removed, failed }: GenerationResult) {
  sum.created += created
  sum.updated += updated
  sum.removed += removed
  sum.failed.push(...failed)
}
