import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OperatorError } from '@rollcall/core'

export type Listening = { port: number; stop(): Promise<void> }

/**
 * Listens on one port of each address. A machine need not have those after the first (IPv6).
 * @throws OperatorError where a port is taken, or an address is not this machine's.
 */
export async function listen(
  listener: RequestListener,
  { port, listenOn }: { port: number; listenOn: string[] },
): Promise<Listening> {
  const servers: Server[] = []
  let actual = port
  try {
    for (const host of listenOn) {
      const server = await listenAt(listener, host, actual).catch(
        (error: NodeJS.ErrnoException) => {
          if (servers.length > 0 && isNotHere(error)) return undefined
          throw explained(error, host, actual)
        },
      )
      if (server) {
        servers.push(server)
        actual = (server.address() as AddressInfo).port
      }
    }
  } catch (error) {
    await Promise.all(servers.map(stop))
    throw error
  }
  return {
    port: actual,
    async stop() {
      await Promise.all(servers.map(stop))
    },
  }
}

/** Who sends slowly holds a connection for half a minute at most. */
async function listenAt(listener: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, listener)
  server.listen({ host, port })
  await once(server, 'listening')
  return server
}

/** No new connections; those that rest are closed, and the others when they have their answer. */
async function stop(server: Server) {
  const closed = once(server, 'close')
  server.close()
  const closing = setInterval(() => server.closeIdleConnections(), 50)
  await closed
  clearInterval(closing)
}

function isNotHere({ code = '' }: NodeJS.ErrnoException): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND'].includes(code)
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): OperatorError {
  return new OperatorError(sentence(error, host, port), { cause: error })
}

function sentence(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} of ${host} is taken by another program: name another with --port (0 picks one), or stop that one.`
  }
  if (error.code === 'EACCES') {
    return `Port ${port} may not be listened on by this user: name one above 1023 with --port.`
  }
  if (isNotHere(error)) return `${host} is no address of this machine: correct --host.`
  return `${host}:${port} can't be listened on (${error.code ?? error.message}): correct --host and --port.`
}
