import { maintenanceParameters } from '../maintenance-parameters.ts'
import { vacuumAnalyze } from '../remedies/vacuum-analyze.ts'
import { sqlCheck } from '../sql-check.ts'
import type { Evidence } from '../verdict.ts'

/**
 * Tables that nobody vacuums or analyzes, bloat, and what runs out: transaction ids, multixact ids
 * and sequences. Judges what Postgres counted, and says since when it has been counting.
 */
export const tableMaintenance = sqlCheck(import.meta, {
  title: 'Every table is vacuumed and analyzed, and no number runs out',
  reads: ['rollcall.runs', 'rollcall.verdicts'],
  parameters: maintenanceParameters,
  nothing,
  remedy: vacuumAnalyze,
})

type Names = { notCountedSinceReset: string[]; sequencesNotReadable: string[]; replica: boolean }

function nothing(evidence: Evidence) {
  const {
    notCountedSinceReset: uncounted,
    sequencesNotReadable: unreadable,
    replica,
  } = evidence as Names
  if (replica) {
    return {
      reason: 'The server is a replica, which does not count what happens to rows',
      hint: 'Look at the primary.',
    }
  }
  if (unreadable.length > 0) {
    return {
      reason: `Nobody whom Rollcall acts for may read ${unreadable.join(', ')}`,
      hint: 'Grant select on these sequences to the role that runs `rollcall migrate`.',
    }
  }
  return {
    reason: `Postgres' counters were reset a short while ago, and what they had counted of ${uncounted.join(', ')} is lost`,
    hint: 'Wait until autovacuum has come by, or `analyze` these tables.',
  }
}
