import pg from 'pg'
import { type Address, addressesToTry } from './address.ts'
import { explainConnection, isSignedByAnother, speaksNoTls } from './explain-connection.ts'

/** A session of our own. Numbers come as numbers, dates as `2026-03-09`, instants as ISO strings. */
export type Session = pg.Client

export type ConnectOptions = {
  /** Shown in pg_stat_activity. */
  application?: string
  /** What `rollcall.current_instant()` answers in this session; none: the server's clock. */
  now?: string
  /** How long to wait for the server, in milliseconds. */
  timeout?: number
}

const parsers: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
  [pg.types.builtins.DATE]: String,
  [pg.types.builtins.TIMESTAMPTZ]: (text) => new Date(text).toISOString(),
}

/**
 * Opens a session.
 * @throws OperatorError a sentence of its own for each way in which that fails; it never holds the
 * connection string.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Session> {
  const [address = { url }, fallback] = addressesToTry(url)
  try {
    return await open(address, options).catch((error: unknown) => {
      const mayHelp = address.roots ? isSignedByAnother : speaksNoTls
      if (fallback && mayHelp(error)) return open(fallback, options)
      throw error
    })
  } catch (error) {
    throw explainConnection(error, url)
  }
}

async function open({ url, roots }: Address, options: ConnectOptions): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    ...(roots ? { ssl: { ca: roots } } : {}),
    application_name: options.application ?? 'rollcall',
    connectionTimeoutMillis: options.timeout ?? 10_000,
    types: { getTypeParser },
  })
  // A connection that breaks later rejects the query that is under way; this keeps the process up.
  client.on('error', () => undefined)
  try {
    await client.connect()
    if (options.now) {
      await client.query('select set_config($1, $2, false)', ['rollcall.now', options.now])
    }
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** Runs `use` with a session and closes it, whatever happens. */
export async function withSession<T>(
  url: string,
  options: ConnectOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await connect(url, options)
  try {
    return await use(session)
  } finally {
    await session.end().catch(() => undefined)
  }
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return parsers[oid] ?? pg.types.getTypeParser(oid, format)
}
