import { sqlCheck } from '../sql-check.ts'

/** For how many hours the hourly job may be silent: one run may be lost when the server restarts. */
const silentHours = 2.5

/** For how many minutes a call of the edge function may go unanswered: it has 150 s, and pg_net some in hand. */
const unansweredMinutes = 10

/** A call is made when the weekly run is due: once a week, if all goes well. */
const callDays = 8

/**
 * The schedules inside the database: the scheduler is alive, the hourly tick of the weekly run is there,
 * on, on time and succeeds, no other job's newest run has failed, and no call of the edge function by the
 * database has failed or got lost. Whether the week's classes were made in the end
 * is for `weekly-generation-ran`.
 */
export const schedulesActive = sqlCheck(import.meta, {
  title: 'Every schedule in the database is there, on, and on time',
  reads: ['rollcall.school', 'rollcall.function_calls', 'rollcall.generation_runs'],
  parameters: ({ now }) => [now, silentHours, unansweredMinutes, callDays],
  skipped: ({ available, installed }) =>
    available || installed
      ? undefined
      : 'This server has no pg_cron, so the weekly run has to be started from outside, by a scheduled `rollcall generate weekly`; weekly-generation-ran watches whether it is',
  nothing: {
    reason: 'There was nothing to look at',
    hint: 'Run `rollcall migrate` to put the schema in place.',
  },
})
