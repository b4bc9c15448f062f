import { sqlCheck } from '../sql-check.ts'

/**
 * Rows that contradict each other or themselves, and whatever was to prevent that and is switched
 * off: keys, constraints, triggers, counters. It reads every class, so it runs monthly; what a
 * class says of itself is compared for `thresholds.integrityLookBackDays`.
 */
export const dataIntegrity = sqlCheck(import.meta, {
  title: 'No row points nowhere or contradicts itself, and what prevents it is switched on',
  reads: [
    'public.classes',
    'public.students',
    'public.courses',
    'public.class_generation_logs',
    'rollcall.schedule_versions',
    'rollcall.school',
  ],
  parameters: ({ now, config }) => [now, config.thresholds.integrityLookBackDays],
  nothing: {
    reason:
      'There is no row, constraint, trigger or counter of the school, so nothing was looked at',
    hint: 'Run `rollcall migrate` to put the schema in place.',
  },
})
