import { z } from 'zod'
import type { Wire } from '../send.ts'
import { logInstant, logNumber, logSql, queryLogs } from './query-logs.ts'
import { type LogRange, rangesOf } from './ranges.ts'

export type Arrival = {
  /** Of the whole window; one that is not there sent nothing. */
  sources: { source: string; events: number; newest: string }[]
  /** How many events came in each range: a range without any is an outage of the logs, or of everything. */
  ranges: (LogRange & { events: number })[]
}

const row = z.object({ source: z.string(), events: logNumber, newest: logInstant })

/**
 * Proves that logs arrive, or that they don't: only then does an empty answer mean that nothing
 * happened. One call for each range of the window.
 * @throws PlatformError
 */
export async function logsArrive(wire: Wire, window: LogRange): Promise<Arrival> {
  const sql = logSql('logs-arrive')
  const ranges: Arrival['ranges'] = []
  const sources = new Map<string, Arrival['sources'][number]>()
  for (const range of rangesOf(window)) {
    const { rows } = await queryLogs(wire, range, { sql, row })
    ranges.push({ ...range, events: rows.reduce((sum, { events }) => sum + events, 0) })
    for (const { source, events, newest } of rows) {
      const before = sources.get(source)
      sources.set(source, {
        source,
        events: events + (before?.events ?? 0),
        newest: before && before.newest > newest ? before.newest : newest,
      })
    }
  }
  return { sources: [...sources.values()], ranges }
}
