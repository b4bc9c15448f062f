import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'

/** A call that waits for pg_net's worker; `body` is what was to be sent. */
type QueuedCall = {
  id: number
  url: string
  headers: Record<string, string>
  body: unknown
  timeout: number
}

/** What the worker would write down: a status, that time ran out, or what curl said. */
type CallOutcome = { status?: number; timedOut?: boolean; error?: string; at?: string }

/** Puts the stand-in of pg_net into a database; once more is as good as once. Needs the owner's rights. */
export async function installNet(session: Session) {
  await session.query(readFileSync(new URL('./net.sql', import.meta.url), 'utf8'))
}

/** Plays pg_net's worker: takes all calls out of the queue, and answers each. */
export async function answerCalls(
  session: Session,
  answer: (call: QueuedCall) => CallOutcome,
): Promise<QueuedCall[]> {
  const { rows: calls } = await session.query<QueuedCall>(
    `with taken as (delete from net.http_request_queue returning *)
     select t.id, t.url, t.headers, convert_from(t.body, 'UTF8')::jsonb as body, t.timeout_milliseconds as timeout
     from taken as t order by t.id`,
  )
  for (const call of calls) {
    const { status, timedOut = false, error, at } = answer(call)
    await session.query(
      `insert into net._http_response (id, status_code, timed_out, error_msg, created)
       values ($1, $2, $3, $4, coalesce($5::timestamptz, now()))`,
      [call.id, status, timedOut, error, at],
    )
  }
  return calls
}
