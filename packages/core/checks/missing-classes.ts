import { missingClassesReads } from '../generation/reads.ts'
import { createMissingClasses } from '../remedies/create-missing-classes.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Students to whom classes are due for which no class stands. A difference of sets of origins: a
 * moved class still stands for its origin, and an extra one makes up for nothing.
 */
export const missingClasses = sqlCheck(import.meta, {
  title: 'No class is missing',
  reads: missingClassesReads,
  parameters: ({ now, config: { thresholds } }) => [
    now,
    thresholds.missingClassesLookBackDays,
    thresholds.weeklyRunGraceHours,
  ],
  nothing: ({ firstDate, lastDate, unreadableSchedules: unreadable }) => ({
    reason: `No schedule calls for a class from ${firstDate} to ${lastDate}${unreadable === 0 ? '' : ` and ${unreadable} can't be read`}, so there was nothing to look at`,
    hint: 'Give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
  }),
  remedy: createMissingClasses,
})
