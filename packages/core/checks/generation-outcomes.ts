import { sqlCheck } from '../sql-check.ts'

/**
 * How generation went as a whole, at least since the last weekly run had to be done: the whole-school
 * runs, and the share of students for whom it failed and nothing made that good; who had left by then,
 * or has been deleted, doesn't count. One failed student is the matter of `failed-generations`.
 */
export const generationOutcomes = sqlCheck(import.meta, {
  title: 'Generation succeeds',
  reads: [
    'public.students',
    'public.class_generation_logs',
    'rollcall.school',
    'rollcall.generation_runs',
  ],
  parameters: ({ now, window, config: { thresholds } }) => [
    now,
    window.from,
    thresholds.failedShare,
    thresholds.weeklyRunGraceHours,
  ],
  nothing: ({ studentsWithSchedule: students, window }) => {
    const logged = `generation was logged since ${window?.from}`
    return students === 0
      ? {
          reason: `No ${logged} and no active student has a schedule, so there was nothing to look at`,
          hint: 'Give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
        }
      : {
          reason: `No ${logged}, though ${students === 1 ? '1 student has' : `${students} students have`} a schedule`,
          hint: 'Run `rollcall check weekly-generation-ran`; it says what to do.',
        }
  },
})
