import { sqlCheck } from '../sql-check.ts'

/**
 * Active students whose data call for no classes or can't be read: the document's "students with
 * invalid data". One who is still being registered is a warning.
 */
export const studentData = sqlCheck(import.meta, {
  title: 'Every active student has a start date and a schedule that can be read',
  reads: ['public.students', 'public.courses', 'rollcall.school'],
  nothing: {
    reason: 'There is no active student, so nothing was looked at',
    hint: 'Check that --database names the database of the school, and that end_date and archived_at of its students are right.',
  },
})
