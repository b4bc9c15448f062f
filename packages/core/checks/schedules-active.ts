import { sqlCheck } from '../sql-check.ts'

/** For how many hours the hourly job may be silent: one run may be lost when the server restarts. */
const silentHours = 2.5

/**
 * The schedules inside the database: the hourly tick of the weekly run is there, on, on time and
 * succeeds, and no other job's newest run has failed. Whether the week's classes were made in the end
 * is for `weekly-generation-ran`.
 */
export const schedulesActive = sqlCheck(import.meta, {
  title: 'Every schedule in the database is there, on, and on time',
  reads: ['rollcall.school'],
  parameters: ({ now }) => [now, silentHours],
  skipped: ({ available, installed }) =>
    available || installed
      ? undefined
      : 'This server has no pg_cron, so the weekly run has to be started from outside, by a scheduled `rollcall generate weekly`; weekly-generation-ran watches whether it is',
  nothing: {
    reason: 'There was nothing to look at',
    hint: 'Run `rollcall migrate` to put the schema in place.',
  },
})
