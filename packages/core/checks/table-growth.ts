import type { Context } from '../check.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * A database that comes near its limit, now or by a forecast from what earlier looks measured, and
 * tables that grew out of proportion. Disks also hold what Postgres keeps beside the database.
 */
export const tableGrowth = {
  ...sqlCheck(import.meta, {
    title: 'No table grows out of proportion, and the database stays within its limit',
    reads: ['rollcall.table_sizes'],
    parameters: ({ now, config: { thresholds } }) => [
      now,
      thresholds.databaseLimitMegabytes ?? null,
      thresholds.databaseLimitShare,
      thresholds.growthHorizonDays,
      thresholds.suddenGrowthMegabytes,
    ],
    nothing: {
      reason: 'There is no table, so nothing was looked at',
      hint: 'Run `rollcall migrate` to put the schema in place.',
    },
  }),
  async remember({ database, now }: Omit<Context, 'window'>) {
    await database.query('select rollcall.remember_sizes($1)', [now])
  },
}
