import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket, connect as to } from 'node:net'

export type CuttingProxy = {
  /** The address of what lies behind, by way of this. */
  url: string
  /** From now on the connection that sends the n-th piece is cut before it arrives, once. */
  cutAt(nth: number): void
  /** Whether it was. */
  hasCut(): boolean
  stop(): Promise<void>
}

/** Stands between a client and a Postgres, and cuts the connection between two statements. */
export async function cuttingProxy(behind: string): Promise<CuttingProxy> {
  const target = new URL(behind)
  const open = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  const server = createServer((client) => {
    const upstream = to(Number(target.port), target.hostname)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', end).on('close', end)
    }
    client.on('data', (piece) => {
      left -= 1
      if (left === 0) end()
      else upstream.write(piece)
    })
    upstream.on('data', (piece) => client.write(piece))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(behind), { hostname: '127.0.0.1', port: String(port) }).href,
    cutAt: (nth) => {
      left = nth
    },
    hasCut: () => left <= 0,
    stop: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
