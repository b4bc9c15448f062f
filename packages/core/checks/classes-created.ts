import { sqlCheck } from '../sql-check.ts'

/**
 * Whether the week that the last weekly run opened has classes at all. Single gaps are the matter of
 * `missing-classes`.
 */
export const classesCreated = sqlCheck(import.meta, {
  title: 'Classes are created when they are due',
  reads: [
    'public.students',
    'public.classes',
    'rollcall.school',
    'rollcall.closures',
    'rollcall.schedule_versions',
  ],
  parameters: ({ now, window, config }) => [
    now,
    window.from,
    config.thresholds.weeklyRunGraceHours,
  ],
  nothing: {
    reason: 'No class was due and none was created, so there was nothing to look at',
    hint: 'Give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
  },
})
