import { sqlCheck } from '../sql-check.ts'

/**
 * How generation went as a whole, at least since the last weekly run was due: the whole-school runs,
 * and the share of students for whom it failed. One failed student is the matter of
 * `failed-generations`.
 */
export const generationOutcomes = sqlCheck(import.meta, {
  title: 'Generation succeeds',
  reads: ['public.students', 'public.class_generation_logs', 'rollcall.school'],
  parameters: ({ now, window, config }) => [now, window.from, config.thresholds.failedShare],
  nothing: {
    reason:
      'No generation is logged since the last weekly run was due, so there was nothing to look at',
    hint: 'If students have schedules, run `rollcall check weekly-generation-ran`; it says what to do.',
  },
})
