import type { Session } from '@rollcall/database'
import { numbered, type Round, takeTurns } from '../measure.ts'
import { atLeast, type Row, row } from '../row.ts'
import { generate, now, weeks, weeksInHalfYear } from '../school.ts'

type Contender = 'together' | 'alone'

/** The fortnight that the daily check looks at: this week and the next. */
const fortnight = weeks(weeksInHalfYear - 1, 2)
const studentsAlone = 300

/**
 * Which classes of a fortnight are missing, a hundredth of them: for all at once, beside one query for
 * each student from Node, of whom a sample is asked about and counted up to the school.
 */
export async function missingRows(
  session: Session,
  rounds: number,
  students: number,
): Promise<Row[]> {
  const share = Math.min(studentsAlone, students) / students
  // In bulk, so that they are missing and not deleted on purpose.
  await session.query(
    'delete from public.classes where coalesce(origin_date, date) between $1 and $2 and student_id % 100 = 0',
    [...fortnight],
  )
  await session.query('vacuum analyze public.classes, rollcall.deleted_classes')
  const samples: Round<Contender>[] = []
  for (const round of numbered(rounds)) {
    const answers: Record<Contender, Set<number>> = { together: new Set(), alone: new Set() }
    const asked = numbered(Math.round(students * share)).map((n) => 1 + Math.floor(n / share))
    samples.push(
      await takeTurns(session, round, {
        together: async () => {
          answers.together = new Set(await missing(session))
        },
        alone: async () => {
          for (const id of asked)
            for (const found of await missing(session, id)) answers.alone.add(found)
        },
      }),
    )
    const expected = asked.filter((id) => answers.together.has(id))
    if (answers.together.size === 0 || expected.length !== answers.alone.size) {
      throw new Error('The students with missing classes are not the same when asked about alone.')
    }
  }
  await generate(session, fortnight)
  await session.query('truncate rollcall.deleted_classes')
  return [
    row({
      name: 'exact missing classes: one query per student from Node / ours',
      target: atLeast(10),
      of: samples.map(({ alone }) => alone.milliseconds / share),
      to: samples.map(({ together }) => together.milliseconds),
    }),
  ]
}

async function missing(session: Session, student: number | null = null): Promise<number[]> {
  const { rows } = await session.query<{ id: number }>(
    'select student_id as id from rollcall.missing_classes($1, $2, $3, $4)',
    [...fortnight, now, student],
  )
  return rows.map(({ id }) => id)
}
