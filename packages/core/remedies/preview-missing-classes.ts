import { namedAtMost, type Preview, type RemedyContext } from '../remedy.ts'

/** The classes that a generation between two dates would create, a line for each student. */
export async function previewMissingClasses(
  { database, now }: RemedyContext,
  from: string,
  to: string,
): Promise<Preview> {
  const { rows } = await database.query<{
    student: number
    count: number
    first: string
    last: string
  }>(
    `select student_id as student, count(*) as count, min(origin_date) as first, max(origin_date) as last
     from rollcall.missing_classes($1, $2, $3)
     group by student_id
     order by student_id`,
    [from, to, now],
  )
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    lines: rows
      .slice(0, namedAtMost)
      .map(({ student, count, first, last }) =>
        count === 1
          ? `student ${student}: 1 class, ${first}`
          : `student ${student}: ${count} classes, ${first} to ${last}`,
      ),
  }
}

type Result = { created: number; failed: unknown[] }

/** What a generation did, as a sentence. */
export function generationSentence({ created, failed }: Result): { count: number; done: string } {
  const classes = created === 1 ? '1 class was created' : `${created} classes were created`
  const failures =
    failed.length > 0
      ? `; it failed for ${failed.length === 1 ? '1 student' : `${failed.length} students`} (\`rollcall check failed-generations\`)`
      : ''
  return { count: created, done: `${classes}${failures}.` }
}
