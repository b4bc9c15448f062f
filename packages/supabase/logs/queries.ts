import { z } from 'zod'
import { type LogQuery, logInstant, logNumber, logSql } from './query-logs.ts'

/** The queries that the checks send; each is a file of SQL beside this one. */
export const logQueries = {
  functionCalls: query('function-calls', {
    function_id: z.string(),
    status: logNumber,
    /** The lower end of a step of 50 ms. */
    milliseconds: logNumber,
    calls: logNumber,
    oldest: logInstant,
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
  signIns: query('sign-ins', {
    hour: logInstant,
    path: z.string(),
    status: logNumber,
    requests: logNumber,
  }),
  signInOrigins: query('sign-in-origins', {
    country: z.string(),
    status: logNumber,
    requests: logNumber,
  }),
  apiRequests: query('api-requests', { hour: logInstant, status: logNumber, requests: logNumber }),
}

function query<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  return { sql: logSql(name), row: z.object(shape), limit: 1000 } satisfies LogQuery<unknown>
}
