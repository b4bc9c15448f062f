import { z } from 'zod'
import { type LogQuery, logInstant, logNumber, logSql } from './query-logs.ts'

/** Calls of edge functions; one answer is enough for all checks of them. */
export const functionRuns = {
  sql: logSql('function-runs'),
  row: z.object({
    function_id: z.string(),
    route: z.string(),
    status: logNumber,
    /** The lower end of a step. */
    milliseconds: logNumber,
    calls: logNumber,
    timed: logNumber,
    newest: logInstant,
  }),
  limit: 1000,
} satisfies LogQuery<unknown>

export type FunctionRun = z.infer<typeof functionRuns.row>

export const signInRequests = {
  sql: logSql('sign-in-requests'),
  row: z.object({
    hour: logInstant,
    country: z.string(),
    status: logNumber,
    requests: logNumber,
  }),
  limit: 1000,
} satisfies LogQuery<unknown>
