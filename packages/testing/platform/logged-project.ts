import { beforeEach } from 'vitest'
import { testNow } from '../scratch-database.ts'
import { emulatedPlatform } from './emulated-for-tests.ts'
import type { LogEvent } from './logs/logs.ts'

/** Where the clock of these tests stands: a Wednesday noon in Madrid. */
export const now = testNow

const hour = 60 * 60 * 1000

/** An instant so many hours before the tests' clock stands, as ISO 8601. */
export const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * hour).toISOString()

export const functionId = '6d6a5a2e-0000-4000-8000-000000000001'

/** An emulated project with one edge function, whose services have logged something every hour of eight days. */
export function projectWithLogs() {
  const project = { emulator: emulatedPlatform(now) }
  beforeEach(() => {
    project.emulator.functions.set([{ slug: 'class-tracking', id: functionId }])
    project.emulator.logs.add(heartbeat(8 * 24))
  })
  return project
}

const heartbeat = (hours: number): LogEvent[] =>
  Array.from({ length: hours }, (_, index) => ({
    timestamp: hoursAgo(index + 0.1),
    source: 'postgres_logs',
  }))

type CallOfFunction = {
  hours?: number
  status?: number
  milliseconds?: number
  path?: string
  id?: string
}

/** So many calls of an edge function, an hour ago unless said otherwise. */
export const calls = (
  times: number,
  { hours = 1, status = 200, milliseconds = 120, path = 'health', id }: CallOfFunction = {},
): LogEvent[] =>
  Array.from({ length: times }, (_, index) => ({
    timestamp: new Date(Date.parse(hoursAgo(hours)) + index).toISOString(),
    source: 'function_edge_logs',
    message: 'POST | vera@school.example | 203.0.113.77',
    attributes: {
      function_id: id ?? functionId,
      execution_id: `run-${index}`,
      'request.method': 'POST',
      'request.pathname': `/functions/v1/class-tracking/${path}`,
      'request.search': '?email=vera@school.example',
      'response.status_code': status,
      execution_time_ms: milliseconds,
    },
  }))
