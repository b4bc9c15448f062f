import { regenerate } from '../remedies/regenerate.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Failed generations that nothing later made good. What a log row says in its own words stays in
 * the database: it may hold personal data.
 */
export const failedGenerations = sqlCheck(import.meta, {
  title: 'No failed generation is left unmended',
  reads: ['public.students', 'public.class_generation_logs', 'rollcall.school'],
  parameters: ({ now, config }) => [now, config.thresholds.logRetentionDays],
  nothing: {
    reason: 'No generation is logged in this period, so there was nothing to look at',
    hint: 'Generate classes with `rollcall generate weekly`; each run leaves a log row.',
  },
  remedy: regenerate,
})
