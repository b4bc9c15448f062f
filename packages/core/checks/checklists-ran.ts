import { sqlCheck } from '../sql-check.ts'

/**
 * Checklists that nobody has run when they were due, by the runs that are kept. Expectation begins
 * with the first run of any checklist; the present run is not among them.
 */
export const checklistsRan = sqlCheck(import.meta, {
  title: 'Every checklist ran when it was due',
  reads: ['rollcall.runs', 'rollcall.verdicts'],
  parameters: ({ now, config }) => [now, config.environment, config.thresholds.checklistGraceHours],
  nothing: {
    reason: 'There is no checklist, so there was nothing to look at',
    hint: 'Update Rollcall: its checklists are part of it.',
  },
})
