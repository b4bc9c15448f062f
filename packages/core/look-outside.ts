import type { Check, Context, Database } from './check.ts'
import { explainFailure } from './explain-failure.ts'
import { beginReading, inTime, type LookSession } from './look.ts'
import type { Look } from './verdict.ts'

type Sessions = {
  /** Opens a session where there is none. */
  use<T>(work: (session: LookSession) => Promise<T>): Promise<T>
  /** Gives the session up, so that the next use opens another. */
  close(): Promise<void>
}

/**
 * Runs the look of a check that looks outside the database, with a time-out for the whole. It never
 * throws: what hangs or fails is `unknown`, with reason and hint.
 */
export async function lookOutside(
  check: Check,
  context: Omit<Context, 'database'>,
  sessions: Sessions,
): Promise<Look> {
  const looking = check
    .look({ ...context, database: oneByOne(context, sessions) })
    .catch((error: unknown) => explainFailure(error, context.config))
  return inTime<Look>(looking, context.config, (reason) => ({
    state: 'unknown',
    reason,
    hint: 'Try again later, or raise timeouts.checkSeconds in the configuration.',
  }))
}

/** Each query in a read-only transaction of its own. */
function oneByOne({ config }: Omit<Context, 'database'>, { use, close }: Sessions): Database {
  return {
    query: (text, values) =>
      use(async (session) => {
        try {
          await beginReading(session, config)
          return await session.query(text, values)
        } finally {
          await session.query('rollback').catch(close)
        }
      }),
  }
}
