import type { Check, Context, Database } from './check.ts'
import { explainFailure } from './explain-failure.ts'
import type { Look } from './verdict.ts'
import { obstacleToSeeing } from './visibility.ts'

/** A database session that can be given up at any moment. */
export type LookSession = Database & { end(): Promise<void> }

/**
 * Runs one check's look in a read-only transaction, with a time-out for each statement and for the
 * whole. It never throws: what hangs, fails or may not see is `unknown`, with reason and hint.
 * @returns the look, and whether the session can still be used.
 */
export async function lookOnce(
  check: Check,
  context: Omit<Context, 'database'>,
  session: LookSession,
): Promise<{ look: Look; usable: boolean }> {
  const limit = context.config.timeouts.checkSeconds * 1000
  const timer = Promise.withResolvers<'late'>()
  const alarm = setTimeout(() => timer.resolve('late'), limit)
  const looking = lookInTransaction(check, { ...context, database: session }, session)
  try {
    const first = await Promise.race([looking, timer.promise])
    if (first !== 'late') return first
    looking.catch(() => undefined)
    return {
      look: {
        state: 'unknown',
        reason: `It did not finish within ${context.config.timeouts.checkSeconds} s`,
        hint: 'Try again when the database is less busy, or raise timeouts.checkSeconds in the configuration.',
      },
      usable: false,
    }
  } finally {
    clearTimeout(alarm)
  }
}

async function lookInTransaction(
  check: Check,
  context: Context,
  session: LookSession,
): Promise<{ look: Look; usable: boolean }> {
  const milliseconds = Math.round(context.config.timeouts.statementSeconds * 1000)
  try {
    await session.query('begin transaction isolation level repeatable read, read only')
    await session.query(`set local statement_timeout = ${milliseconds}`)
    await session.query("set local lock_timeout = '5s'")
    // Evidence reads the same in every session, and times stored without a zone are Supabase's UTC.
    await session.query("set local time zone 'UTC'")
    const obstacle = await obstacleToSeeing(session, check.reads)
    const look: Look = obstacle ? { state: 'unknown', ...obstacle } : await check.look(context)
    return { look, usable: await leave(session) }
  } catch (error) {
    return { look: explainFailure(error, context.config), usable: await leave(session) }
  }
}

/** Ends the transaction, whatever state it is in; false when the session is broken. */
async function leave(session: LookSession): Promise<boolean> {
  return session.query('rollback').then(
    () => true,
    () => false,
  )
}
