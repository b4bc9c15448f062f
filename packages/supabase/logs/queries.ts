import { z } from 'zod'
import { type LogQuery, logInstant, logNumber, logSql } from './query-logs.ts'

/** The queries that the checks send; each is a file of SQL beside this one. */
export const logQueries = {
  /** Calls of edge functions; one answer is enough for all checks of them. */
  functionRuns: query('function-runs', {
    function_id: z.string(),
    route: z.string(),
    status: logNumber,
    /** The lower end of a step. */
    milliseconds: logNumber,
    calls: logNumber,
    /** Those of the calls whose time can be read. */
    timed: logNumber,
    newest: logInstant,
  }),
  functionFailures: query('function-failures', {
    timestamp: logInstant,
    id: z.string(),
    function_id: z.string(),
    execution_id: z.string(),
    method: z.string(),
    status: logNumber,
  }),
  signInRequests: query('sign-in-requests', {
    hour: logInstant,
    country: z.string(),
    status: logNumber,
    requests: logNumber,
  }),
  apiRequests: query('api-requests', { hour: logInstant, status: logNumber, requests: logNumber }),
}

export type FunctionRun = z.infer<typeof logQueries.functionRuns.row>

function query<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  return { sql: logSql(name), row: z.object(shape), limit: 1000 } satisfies LogQuery<unknown>
}
