import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Connection } from '@rollcall/class-tracking'
import pg from 'pg'
import { supabaseRoots } from './supabase-roots.ts'

/** Numbers come as numbers, dates as `2026-03-09`, instants as ISO strings. */
const parsers: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
  [pg.types.builtins.DATE]: String,
  [pg.types.builtins.TIMESTAMPTZ]: (text) => new Date(text).toISOString(),
}

/**
 * Opens a connection by TLS, in which a server of Supabase has to prove its name. Another one, as where
 * Supabase is hosted by oneself, may speak no TLS. What the address itself says of `sslmode` rules.
 */
export async function connect(address: string): Promise<Connection> {
  const url = new URL(address)
  if (url.searchParams.has('sslmode') || isHere(url)) return open({ connectionString: address })
  if (isSupabase(url)) {
    return open({ connectionString: address, ssl: { ca: supabaseRoots } })
  }
  try {
    return await open({ connectionString: address, ssl: { rejectUnauthorized: false } })
  } catch (error) {
    if (!/does not support SSL/i.test((error as Error).message)) throw error
    return open({ connectionString: address })
  }
}

async function open(config: pg.ClientConfig): Promise<Connection> {
  const client = new pg.Client({
    ...config,
    application_name: 'rollcall class-tracking',
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: (oid, format?: 'text' | 'binary') =>
        parsers[oid] ?? pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  })
  // A connection that breaks later rejects the query that is under way; this keeps the function up.
  client.on('error', () => undefined)
  const { connection } = client as unknown as Internals
  connection.once('sslconnect', () => {
    connection.stream.once('close', () => connection.emit('end'))
  })
  try {
    await client.connect()
    return client
  } catch (error) {
    connection.stream.destroy()
    throw error
  }
}

/**
 * pg waits for the end of a connection on the socket beneath TLS, which in Supabase's runtime (Deno 2.1)
 * tells of none: `end`, and a query whose connection breaks, would wait for ever.
 */
type Internals = { connection: EventEmitter & { stream: Duplex } }

function isHere({ hostname }: URL): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(hostname)
}

function isSupabase({ hostname }: URL): boolean {
  return /\.supabase\.(co|com)$/i.test(hostname)
}
