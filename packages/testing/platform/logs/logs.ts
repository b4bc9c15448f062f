import { LogsRefusal } from './refusal.ts'
import { type LogRow, runQuery } from './run-query.ts'
import { instantOf } from './values.ts'

/** An event as a test gives it. `source` is `edge_logs`, `function_edge_logs`, `auth_logs`, … */
export type LogEvent = {
  /** An instant such as `2026-03-09T06:17:00Z`. */
  timestamp: string
  source: string
  message?: string
  severity?: string
  /** Keyed by dotted path, such as `response.status_code`; numbers are kept as texts. */
  attributes?: Record<string, string | number>
}

export type Period = { from: number; to: number }

export type LogStore = {
  add(events: LogEvent[]): void
  /** From now on nothing that happens after this instant arrives; without one all does again. */
  outage(since?: string): void
  /** What has arrived of a period; `from` is in it, `to` isn't. */
  rows(period: Period): LogRow[]
}

export function emptyLogStore(): LogStore {
  const rows: (LogRow & { at: number })[] = []
  let lastArrived = Number.POSITIVE_INFINITY

  return {
    add: (events) => {
      for (const event of events) rows.push(rowOf(event, rows.length + 1))
    },
    outage: (since) => {
      lastArrived = since === undefined ? Number.POSITIVE_INFINITY : Date.parse(since)
    },
    rows: ({ from, to }) => rows.filter(({ at }) => at >= from && at < to && at <= lastArrived),
  }
}

function rowOf(event: LogEvent, id: number): LogRow & { at: number } {
  const at = Date.parse(event.timestamp)
  if (Number.isNaN(at)) {
    throw new Error(
      `"${event.timestamp}" is no instant: give an event's time as 2026-03-09T06:17:00Z.`,
    )
  }
  const attributes = Object.entries(event.attributes ?? {})
  return {
    at,
    id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    timestamp: instantOf(new Date(at).toISOString().slice(0, -1)),
    source: event.source,
    event_message: event.message ?? '',
    severity_text: event.severity ?? '',
    log_attributes: Object.fromEntries(attributes.map(([key, value]) => [key, String(value)])),
  }
}

const minute = 60_000
const day = 24 * 60 * minute

/**
 * The period that a query is for, rounded to minutes; without bounds it is the last minute.
 * @throws Error for one bound only and for more than 24 hours.
 */
export function periodOf(start: string | null, end: string | null, now: number): Period {
  if (start === null && end === null) return { from: now - minute, to: now }
  if (start === null || end === null) {
    throw new Error('iso_timestamp_start and iso_timestamp_end are to be given both or not at all')
  }
  const [from, to] = [start, end].map((bound) => Math.round(Date.parse(bound) / minute) * minute)
  if (from === undefined || to === undefined || to < from) {
    throw new Error('iso_timestamp_end must not lie before iso_timestamp_start')
  }
  if (to - from > day) throw new Error('The timestamp range must be no more than 24 hours')
  return { from, to }
}

/** The body of the endpoint's answer: a mistake in the query is told in it, not by the status. */
export function queried(sql: string | null, rows: LogRow[]): object {
  try {
    return { result: runQuery(sql ?? '', rows) }
  } catch (error) {
    if (error instanceof LogsRefusal) return refusal(error.message)
    throw error
  }
}

function refusal(message: string): object {
  const details = {
    domain: 'global',
    location: 'query',
    locationType: 'other',
    reason: 'invalidQuery',
  }
  return {
    result: [],
    error: { code: 400, status: 'INVALID_ARGUMENT', message, errors: [{ ...details, message }] },
  }
}
