import { type Answering, type Json, refused, replied } from '../exchange.ts'
import { periodOf, queried } from '../logs/logs.ts'
import type { LogRow } from '../logs/run-query.ts'
import { scrape } from '../metrics/scrape.ts'
import type { Project } from '../world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long each interval is, and the steps in which it is told, in milliseconds. */
const intervals: Record<string, { length: number; step: number }> = {
  '15min': { length: 15 * minute, step: minute },
  '30min': { length: 30 * minute, step: minute },
  '1hr': { length: hour, step: minute },
  '3hr': { length: 3 * hour, step: 15 * minute },
  '1day': { length: day, step: hour },
  '3day': { length: 3 * day, step: hour },
  '7day': { length: 7 * day, step: day },
}

export const analytics = {
  logs: ({ project, query }) => {
    try {
      const [start, end] = [query.get('iso_timestamp_start'), query.get('iso_timestamp_end')]
      const period = periodOf(start, end, project.clock())
      return replied(200, queried(query.get('sql'), project.logs.rows(period)))
    } catch (error) {
      return refused(400, error instanceof Error ? error.message : String(error))
    }
  },
  goneLogs: () => refused(410, 'This endpoint has been removed. Use analytics/endpoints/logs.'),
  metrics: ({ project }) => ({ status: 200, body: scrape(project), type: 'text/plain' }),
  apiCounts: ({ project, query }) =>
    replied(200, {
      result: stepsOf(project, query.get('interval') ?? '1day', 'edge_logs', (rows) => ({
        total_auth_requests: requestsTo('/auth/', rows),
        total_realtime_requests: requestsTo('/realtime/', rows),
        total_rest_requests: requestsTo('/rest/', rows),
        total_storage_requests: requestsTo('/storage/', rows),
      })),
    }),
  requestsCount: ({ project }) => {
    const now = project.clock()
    const period = { from: now - day, to: now }
    const requests = project.logs.rows(period).filter(({ source }) => source === 'edge_logs')
    return replied(200, { result: [{ count: requests.length }] })
  },
  functionStats: ({ project, query }) => {
    const id = query.get('function_id')
    const isKnown = project.functions.some((each) => each.id === id)
    if (!isKnown) return refused(404, 'Function not found')
    const steps = stepsOf(project, query.get('interval') ?? '', 'function_edge_logs', (rows) =>
      statsOf(rows.filter(({ log_attributes }) => log_attributes.function_id === id)),
    )
    return replied(200, { result: steps })
  },
} satisfies Record<string, Answering>

/** What is told of each step of an interval up to now, the oldest first. */
function stepsOf(
  project: Project,
  interval: string,
  source: string,
  tell: (rows: LogRow[]) => Json,
): Json[] {
  const { length, step } = intervals[interval] ?? { length: day, step: hour }
  const first = Math.ceil((project.clock() - length) / step) * step
  return Array.from({ length: length / step }, (_, index) => {
    const from = first + index * step
    const rows = project.logs.rows({ from, to: from + step }).filter((row) => row.source === source)
    return { timestamp: new Date(from).toISOString(), ...tell(rows) }
  })
}

function requestsTo(path: string, rows: LogRow[]): number {
  return rows.filter((row) => row.log_attributes['request.path']?.startsWith(path)).length
}

function statsOf(rows: LogRow[]): Json {
  const statuses = rows.map((row) => Number(row.log_attributes['response.status_code']))
  const times = rows.map((row) => Number(row.log_attributes.execution_time_ms))
  const within = (from: number, to: number) =>
    statuses.filter((status) => status >= from && status < to).length
  return {
    requests_count: rows.length,
    success_count: within(200, 300),
    redirect_count: within(300, 400),
    client_err_count: within(400, 500),
    server_err_count: within(500, 600),
    avg_execution_time:
      rows.length > 0 ? times.reduce((sum, time) => sum + time, 0) / rows.length : 0,
    max_execution_time: Math.max(0, ...times),
  }
}
