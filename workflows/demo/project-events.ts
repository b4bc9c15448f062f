import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'
import type { LogEvent } from '@rollcall/testing/platform'

/** The edge function of class tracking, and a neighbour that has nothing to do with classes. */
export const classTracking = { slug: 'class-tracking', id: '6d6a5a2e-0000-4000-8000-000000000001' }
export const neighbour = { slug: 'send-invoices', id: '6d6a5a2e-0000-4000-8000-000000000002' }

const sql = readFileSync(new URL('events.sql', import.meta.url), 'utf8')

type Row = {
  at: string
  source: string
  method: string | null
  path: string | null
  status: number | null
  milliseconds: number | null
  country: string | null
}

/** What the project would have logged of the school up to `now`, by what the database tells. */
export async function eventsOf(session: Session, now: string): Promise<LogEvent[]> {
  const { rows } = await session.query<Row>(sql, [now])
  return rows.map((row) => ({
    timestamp: new Date(row.at).toISOString(),
    source: row.source,
    attributes: attributesOf(row),
  }))
}

function attributesOf({ source, method, path, status, milliseconds, country }: Row) {
  if (method === null || path === null || status === null) return {}
  const request = { 'request.method': method, 'response.status_code': status }
  if (source !== 'function_edge_logs') {
    return { ...request, 'request.path': path, 'request.cf.country': country ?? '' }
  }
  return {
    ...request,
    function_id: classTracking.id,
    'request.pathname': `/functions/v1/${classTracking.slug}/${path}`,
    execution_time_ms: Math.round(Number(milliseconds)),
  }
}
