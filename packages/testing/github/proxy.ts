import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Loopback, listenOnLoopback } from '../http/loopback.ts'
import { type Answer, type Asked, type Below, type Json, refused } from './exchange.ts'
import { type Faults, refusalOf } from './faults.ts'
import { people } from './people.ts'

/** One call as it came, with its query; its status is 0 where no answer went out. */
export type Call = { method: string; path: string; status: number; body?: unknown }

/** Listens on loopback, records each call, does what the faults say, and passes on the rest. */
export async function startProxy(calls: Call[], faults: Faults, below: Below): Promise<Loopback> {
  async function exchange(request: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url: path = '/' } = request
    const raw = await text(request)
    const body = parsed(raw)
    const call: Call = { method, path, status: 0, ...(raw !== '' && { body: body ?? raw }) }
    calls.push(call)
    const fault = faults.take(method, path)
    if (fault?.kind === 'time-out') return
    if (fault?.kind === 'lost-before') return void request.socket.destroy()
    const isBroken = raw !== '' && body === undefined
    const answer =
      (fault && refusalOf(fault)) ??
      (isBroken ? refused(400, 'Problems parsing JSON') : await below(askedIn(request, body)))
    if (fault?.kind === 'lost-after') return void request.socket.destroy()
    const told = fault?.kind === 'malformed' ? cutOff(answer) : answer
    call.status = told.status
    send(response, told)
  }

  return listenOnLoopback((request, response) => {
    exchange(request, response).catch((error: unknown) => {
      // A mistake of ours is told to whoever reads the test's output.
      send(response, refused(500, error instanceof Error ? `${error.stack}` : String(error)))
    })
  })
}

function parsed(raw: string): Json | undefined {
  try {
    return raw === '' ? undefined : (JSON.parse(raw) as Json)
  } catch {
    return undefined
  }
}

function askedIn({ method = 'GET', url = '/', headers }: IncomingMessage, body?: Json): Asked {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const token = headers.authorization?.replace(/^(bearer|token)\s+/i, '')
  return {
    method,
    path: pathname.split('/').map(decodedSegment).join('/'),
    query: searchParams,
    body,
    token,
    person: people.find((person) => person.token === token),
  }
}

/** A slash in a name stays encoded, to be told from those that part the path. */
function decodedSegment(segment: string): string {
  return decodeURIComponent(segment).replaceAll('/', '%2F')
}

function cutOff({ headers, body }: Answer): Answer {
  const whole = JSON.stringify(body ?? {})
  return { status: 200, headers, body: whole.slice(0, Math.ceil(whole.length / 2)) }
}

/** A text goes out as it is, everything else as JSON. */
function send(response: ServerResponse, { status, headers, body }: Answer) {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...(body !== undefined && type), ...headers })
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
}
