import { cleanOldLogs } from '../remedies/clean-old-logs.ts'
import { sqlCheck } from '../sql-check.ts'

/** Generation logs that are kept for longer than `thresholds.logRetentionDays`. */
export const oldLogs = sqlCheck(import.meta, {
  title: 'No generation log is kept for longer than it is needed',
  reads: ['public.class_generation_logs', 'rollcall.school'],
  parameters: ({ now, config }) => [now, config.thresholds.logRetentionDays],
  nothing: {
    reason: 'No generation is logged, so there was no log to look at',
    hint: 'A school whose classes are generated has logs: see `rollcall check generation-outcomes`.',
  },
  remedy: cleanOldLogs,
})
