import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPace, type Pace } from './pace.ts'

export type Reply = {
  status?: number
  headers?: Record<string, string>
  /** Sent as JSON; a string as it is. */
  body?: unknown
  /** Breaks the connection, or never answers. */
  instead?: 'hang up' | 'stay silent'
}

export type Loopback = {
  url: string
  /** What was asked, as method and address. */
  asked: string[]
  requests: IncomingMessage[]
  stop(): void
}

/** A server on this machine that gives one reply after the other, and from then on the last. */
export async function serve(...replies: Reply[]): Promise<Loopback> {
  const requests: IncomingMessage[] = []
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)] ?? {}
    requests.push(request)
    asked.push(`${request.method} ${request.url}`)
    if (reply.instead === 'hang up') return request.socket.destroy()
    if (reply.instead === 'stay silent') return
    const { status = 200, body = {}, headers } = reply
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    requests,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A pace whose clock only moves when somebody sleeps; `slept` tells for how long, in milliseconds. */
export function idlePace(): Pace & { slept: number[] } {
  let now = 0
  const slept: number[] = []
  const pace = createPace({
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
      now += milliseconds
    },
    random: () => 0.5,
  })
  return { ...pace, slept }
}
