import { sqlCheck } from '../sql-check.ts'

/** The document's "Review Class Statistics", as evidence; only a class that it can't count is a finding. */
export const classStatistics = sqlCheck(import.meta, {
  title: 'Every class counts in the statistics by status and by payment status',
  reads: ['public.classes', 'rollcall.school'],
  nothing: {
    reason: 'There is no class, so there is nothing to count',
    hint: 'Check that --database names the database of the school, then generate its classes with `rollcall generate weekly`.',
  },
})
