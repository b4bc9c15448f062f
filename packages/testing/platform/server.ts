import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { type Loopback, listenOnLoopback } from '../http/loopback.ts'
import type { Incoming } from './answer.ts'
import { descriptionOf } from './description/description.ts'
import { operationOf } from './description/routes.ts'
import { type Reply, refused } from './exchange.ts'
import { type Fault, type Faults, refusalOf } from './faults.ts'
import { newer } from './newer.ts'

/** One call as it came, with its query; its status is 0 where no answer went out. */
export type Call = { method: string; path: string; status: number; body?: unknown }

/** Listens on loopback, records each call, does what the faults say, and has the rest answered. */
export function startServer(
  calls: Call[],
  faults: Faults,
  answer: (incoming: Incoming) => Promise<Reply>,
  port: number,
): Promise<Loopback> {
  async function exchange(request: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url = '/' } = request
    const raw = await buffer(request)
    const call: Call = { method, path: url, status: 0 }
    calls.push(call)
    const incoming = await incomingOf(request, raw)
    if (incoming.body !== undefined) call.body = recordedBody(incoming.body)
    const fault = faults.take(method, url)
    if (fault?.kind === 'time-out') return
    if (fault?.kind === 'lost-before') return void request.socket.destroy()
    if (fault?.kind === 'slow') await wait(fault.delay ?? 0)
    const reply = (fault && refusalOf(fault)) ?? (await answer(incoming))
    if (fault?.kind === 'lost-after') return void request.socket.destroy()
    const told = fault ? changed(fault, reply, incoming) : reply
    call.status = told.status
    send(response, told, fault?.kind === 'lost-within')
  }

  return listenOnLoopback((request, response) => {
    exchange(request, response).catch((error: unknown) => {
      // A mistake of ours is told to whoever reads the test's output.
      const told = error instanceof Error ? `${error.stack}` : String(error)
      send(response, refused(500, `The emulator failed: ${told}`), false)
    })
  }, port)
}

async function incomingOf(request: IncomingMessage, raw: Buffer): Promise<Incoming> {
  const { method = 'GET', url = '/' } = request
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const given = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  const headers: Record<string, string | undefined> = Object.fromEntries(given)
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const body = raw.length === 0 ? undefined : await read(raw, headers['content-type'], contentType)
  return { method, path: pathname, query: searchParams, headers, contentType, body }
}

/** A body by its content type; JSON that can't be read stays a text, which fits no description. */
async function read(raw: Buffer, full = '', type = ''): Promise<unknown> {
  const body = new Uint8Array(raw)
  if (type === 'multipart/form-data') {
    return new Response(body, { headers: { 'content-type': full } })
      .formData()
      .catch(() => undefined)
  }
  if (type !== 'application/json') return raw.toString()
  try {
    return JSON.parse(raw.toString())
  } catch {
    return raw.toString()
  }
}

/** A form as its names, each with its text or its file's name. */
function recordedBody(body: unknown): unknown {
  if (!(body instanceof FormData)) return body
  return [...body].map(([name, value]) => [name, value instanceof File ? value.name : value])
}

function changed(fault: Fault, reply: Reply, { method, path }: Incoming): Reply {
  switch (fault.kind) {
    case 'malformed': {
      const whole = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {})
      return { ...reply, body: whole.slice(0, Math.ceil(whole.length / 2)), type: typeOf(reply) }
    }
    case 'body':
      return { ...reply, status: 200, body: fault.body }
    case 'newer': {
      const routed = operationOf(method, path)
      const media = routed && descriptionOf(routed.operation).answers[reply.status]
      return { ...reply, body: newer(media?.['application/json'], reply.body) }
    }
    default:
      return reply
  }
}

function typeOf({ type }: Reply): string {
  return type ?? 'application/json; charset=utf-8'
}

/** A text goes out as it is where its type says that it is one, everything else as JSON. */
function send(response: ServerResponse, reply: Reply, isLost: boolean) {
  const { status, headers, body, type } = reply
  const hasBody = body !== undefined
  const text = type !== undefined && typeof body === 'string' ? body : JSON.stringify(body)
  const length = hasBody ? Buffer.byteLength(text) : 0
  response.writeHead(status, {
    ...(hasBody && { 'content-type': typeOf(reply) }),
    'content-length': length,
    ...headers,
  })
  if (!isLost) return void response.end(hasBody ? text : undefined)
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy())
}
