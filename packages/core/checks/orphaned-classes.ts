import { missingClassesReads } from '../generation/reads.ts'
import { createMissingClasses } from '../remedies/create-missing-classes.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Classes to come that the schedules do not call for, or not so: what nobody touched, the remedy
 * brings to the schedule; what somebody moved, paid or edited stays until a person has judged it.
 * Gaps are for `missing-classes`.
 */
export const orphanedClasses = sqlCheck(import.meta, {
  title: 'Every class to come is as a schedule calls for it',
  reads: missingClassesReads,
  parameters: ({ now, config: { thresholds } }) => [now, thresholds.weeklyRunGraceHours],
  nothing: ({ firstDate, lastDate }) => ({
    reason: `There is no class from ${firstDate} to ${lastDate} and no student with a schedule, so there was nothing to look at`,
    hint: 'Give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
  }),
  remedy: createMissingClasses,
})
