import { namedAtMost, type Preview, type RemedyContext } from '../remedy.ts'

/** What a generation would do to the classes of a student, and between which dates. */
export type Change = {
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
    count: rows.reduce((sum, change) => sum + changeCount(change), 0),
    lines: rows.slice(0, namedAtMost).map(changeSentence),
  }
}

/** How many classes a change touches. */
export const changeCount = ({ created, updated, removed }: Change) => created + updated + removed

/** A change as one line. */
export function changeSentence(change: Change): string {
  const { student, created, updated, removed, first, last } = change
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
