import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { toInstant } from '../api/parse.ts'
import { call, malformed } from '../call.ts'
import type { Wire } from '../send.ts'
import { type LogRange, rangesOf } from './ranges.ts'

/** A query over the logs: ClickHouse SQL without a limit, and what its rows are. */
export type LogQuery<Row> = {
  sql: string
  row: z.ZodType<Row>
  /** The most rows of one range; 1000 unless said. */
  limit?: number
}

export type LogAnswer<Row> = {
  rows: Row[]
  /** What was looked at: whole minutes around the window that was asked for. */
  window: LogRange
  /** How many ranges the window was split into; each was a call, and what is grouped comes once for each. */
  ranges: number
  /** False when a range had more rows than its limit: then what is not there need not be absent. */
  complete: boolean
}

/**
 * Queries the logs of a window, in ranges under 24 hours, one after the other.
 * @throws PlatformError
 */
export async function queryLogs<Row>(
  wire: Wire,
  window: LogRange,
  { sql, row, limit = 1000 }: LogQuery<Row>,
): Promise<LogAnswer<Row>> {
  const ranges = rangesOf(window)
  const rows: Row[] = []
  let complete = true
  for (const { from, to } of ranges) {
    const { result } = await call(wire, 'logs', {
      kind: 'logs',
      query: {
        sql: `${sql.trimEnd()}\nlimit ${limit}`,
        iso_timestamp_start: from,
        iso_timestamp_end: to,
      },
    })
    // Neither an error nor a result is no answer, least of all "nothing happened".
    const { success, data } = z.array(row).safeParse(result)
    if (!success) throw malformed('logs', 'has rows of another form than was asked for')
    complete &&= data.length < limit
    rows.push(...data)
  }
  return {
    rows,
    window: { from: ranges[0]?.from ?? '', to: ranges.at(-1)?.to ?? '' },
    ranges: ranges.length,
    complete,
  }
}

/** ClickHouse writes numbers of 64 bits as strings. */
export const logNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
])

/** ClickHouse writes times in UTC and without a zone; ISO 8601 comes out. */
export const logInstant = z.string().transform(toInstant)

/** The text of a query that stands beside this file. */
export function logSql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
}
