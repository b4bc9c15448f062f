import { missingClassesReads } from '../generation/reads.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Whether the week that the last weekly run opened has classes at all. Single gaps are the matter of
 * `missing-classes`.
 */
export const classesCreated = sqlCheck(import.meta, {
  title: 'Classes are created when they are due',
  reads: missingClassesReads,
  parameters: ({ now, window, config }) => [
    now,
    window.from,
    config.thresholds.weeklyRunGraceHours,
  ],
  nothing: ({ week }) => ({
    reason: `No class is due in the week of ${week} and none was created lately, so there was nothing to look at`,
    hint: 'If the school is open in that week, give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
  }),
})
