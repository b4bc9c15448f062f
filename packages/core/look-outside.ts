import type { Check, Context, Database } from './check.ts'
import { explainFailure } from './explain-failure.ts'
import type { LookSession } from './look.ts'
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
  const { checkSeconds } = context.config.timeouts
  const timer = Promise.withResolvers<Look>()
  const alarm = setTimeout(
    () =>
      timer.resolve({
        state: 'unknown',
        reason: `It did not finish within ${checkSeconds} s`,
        hint: 'Try again later, or raise timeouts.checkSeconds in the configuration.',
      }),
    checkSeconds * 1000,
  )
  const looking = check
    .look({ ...context, database: oneByOne(context, sessions) })
    .catch((error: unknown) => explainFailure(error, context.config))
  try {
    return await Promise.race([looking, timer.promise])
  } finally {
    clearTimeout(alarm)
  }
}

/** Each query in a read-only transaction of its own. */
function oneByOne({ config }: Omit<Context, 'database'>, { use, close }: Sessions): Database {
  const milliseconds = Math.round(config.timeouts.statementSeconds * 1000)
  return {
    query: (text, values) =>
      use(async (session) => {
        try {
          await session.query('begin read only')
          await session.query(`set local statement_timeout = ${milliseconds}`)
          await session.query("set local lock_timeout = '5s'")
          await session.query("set local time zone 'UTC'")
          return await session.query(text, values)
        } finally {
          await session.query('rollback').catch(close)
        }
      }),
  }
}
