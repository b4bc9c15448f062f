import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { namedAtMost } from '../remedy.ts'

/** Every student who has a cause, by cause. `ids` are those of the first hundred. */
export type StudentsDiagnosis = {
  examined: number
  causes: { cause: string; students: number; ids: number[]; fix: string; command: string }[]
}

type Row = {
  cause: keyof typeof meanings | null
  students: number
  classes: number
  ids: number[]
}

const sql = readFileSync(new URL('./students.sql', import.meta.url), 'utf8')

/** Walks the document's tree "classes not generated for a student" for all students at once. */
export async function diagnoseStudents(
  database: Database,
  options: { now: string; lookBackDays: number },
): Promise<StudentsDiagnosis> {
  const { rows } = await database.query<Row>(sql, [options.now, options.lookBackDays, namedAtMost])
  return {
    examined: rows.find(({ cause }) => cause === null)?.students ?? 0,
    causes: Object.entries(meanings).flatMap(([name, meaning]) =>
      rows
        .filter(({ cause }) => cause === name)
        .map(({ students, classes, ids }) => ({ ...meaning(classes), students, ids })),
    ),
  }
}

const meanings = {
  no_start_date: () => ({
    cause: 'start_date is missing, so no class is due.',
    fix: 'Set start_date in the row of each student; the trigger then generates.',
    command: 'rollcall check student-data',
  }),
  unreadable: () => ({
    cause: "fixed_schedule is missing or can't be read, or start_date lies outside the calendar.",
    fix: 'Correct the row of each student as the check says; the trigger then generates.',
    command: 'rollcall check student-data',
  }),
  missing: (classes: number) => ({
    cause: `${classes === 1 ? '1 class that is due is' : `${classes} classes that are due are`} missing.`,
    fix: 'Look at what would be made, then generate it.',
    command: 'rollcall generate missing --dry-run',
  }),
  failed: () => ({
    cause: 'The newest generation failed, though every class is there.',
    fix: 'See why, and generate again, so that the newest outcome is a success.',
    command: 'rollcall check failed-generations',
  }),
}
