import { getRequestListener } from '@hono/node-server'
import { classTracking, type Entry, knownHosts } from '@rollcall/class-tracking'
import { type ConnectOptions, connect } from '@rollcall/database'
import type { Address } from './address.ts'
import { listen } from './listen.ts'

export type ServeOptions = {
  /** The database's address. */
  database: string
  session: ConnectOptions
  /** ISO 8601 in UTC. */
  now(): string
  lookBackDays: number
  log(entry: Entry): void
}

export type Served = {
  /** What paths are added to. */
  url: string
  /** Ends when what is under way has ended. */
  stop(): Promise<void>
}

const base = '/api/class-tracking'

/**
 * Serves the API of the edge function at an address.
 * @throws OperatorError where it can't be listened on.
 */
export async function serveClassTracking(
  address: Address,
  { database, session, ...options }: ServeOptions,
): Promise<Served> {
  let port = address.port
  const { token } = address
  const { fetch } = classTracking({
    ...options,
    base,
    open: () => connect(database, session),
    admissions: [knownHosts(address.hosts, () => port)],
    ...(token === undefined ? {} : { secret: { value: token, name: 'ROLLCALL_SERVE_TOKEN' } }),
  })
  const answer = getRequestListener(fetch)
  const listening = await listen((request, response) => void answer(request, response), address)
  port = listening.port
  return { url: `http://${address.hosts[0]}:${port}${base}`, stop: listening.stop }
}
