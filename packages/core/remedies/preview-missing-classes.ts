import { namedAtMost, type Preview, type RemedyContext } from '../remedy.ts'

type Change = {
  student: number
  created: number
  updated: number
  removed: number
  first: string
  last: string
}

/** What a generation between two dates would do, a line for each student. */
export async function previewMissingClasses(
  { database, now }: RemedyContext,
  from: string,
  to: string,
): Promise<Preview> {
  const { rows } = await database.query<Change>(
    `select student_id as student, created, updated, removed, first_date as first, last_date as last
     from rollcall.foreseen_changes($1, $2, $3) order by student_id`,
    [from, to, now],
  )
  return {
    count: rows.reduce(
      (sum, { created, updated, removed }) => sum + created + updated + removed,
      0,
    ),
    lines: rows.slice(0, namedAtMost).map(line),
  }
}

function line({ student, created, updated, removed, first, last }: Change): string {
  const changes = [
    ...(created > 0 ? [classes(created)] : []),
    ...(updated > 0 ? [`${classes(updated)} to bring to the schedule`] : []),
    ...(removed > 0 ? [`${classes(removed)} to remove, which no schedule calls for`] : []),
  ]
  return `student ${student}: ${changes.join(', ')}, ${first === last ? first : `${first} to ${last}`}`
}

/** What a generation answers, as far as a remedy tells of it. */
export type GenerationResult = {
  created: number
  updated: number
  removed: number
  failed: unknown[]
}

/** What a generation did, as a sentence. */
export function generationSentence(result: GenerationResult): { count: number; done: string } {
  const { created, updated, removed, failed } = result
  const failures =
    failed.length > 0
      ? `; it failed for ${failed.length === 1 ? '1 student' : `${failed.length} students`} (\`rollcall check failed-generations\`)`
      : ''
  const done = [
    `${classes(created)} ${were(created)} created`,
    ...(updated > 0 ? [`${classes(updated)} ${were(updated)} brought to the schedule`] : []),
    ...(removed > 0 ? [`${classes(removed)} ${were(removed)} removed`] : []),
  ]
  return { count: created + updated + removed, done: `${done.join(', ')}${failures}.` }
}

const classes = (count: number) => (count === 1 ? '1 class' : `${count} classes`)
const were = (count: number) => (count === 1 ? 'was' : 'were')
