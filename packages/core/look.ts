import type { Check, Context, Database } from './check.ts'
import type { Config } from './config.ts'
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
  const looking = lookInTransaction(check, { ...context, database: session }, session)
  return inTime(looking, context.config, (reason) => ({
    look: {
      state: 'unknown',
      reason,
      hint: 'Try again when the database is less busy, or raise timeouts.checkSeconds in the configuration.',
    },
    usable: false,
  }))
}

/** What a look comes to, or what `late` makes of the reason once the time for a whole check is over. */
export async function inTime<T>(
  looking: Promise<T>,
  { timeouts: { checkSeconds } }: Config,
  late: (reason: string) => T,
): Promise<T> {
  const timer = Promise.withResolvers<T>()
  const alarm = setTimeout(
    () => timer.resolve(late(`It did not finish within ${checkSeconds} s`)),
    checkSeconds * 1000,
  )
  try {
    return await Promise.race([looking, timer.promise])
  } finally {
    clearTimeout(alarm)
  }
}

/** Begins a transaction in which a check can only read, and not for long. */
export async function beginReading(session: Database, { timeouts }: Config) {
  await session.query('begin transaction isolation level repeatable read, read only')
  await session.query(
    `set local statement_timeout = ${Math.round(timeouts.statementSeconds * 1000)}`,
  )
  await session.query("set local lock_timeout = '5s'")
  // Evidence reads the same in every session, and times stored without a zone are Supabase's UTC.
  await session.query("set local time zone 'UTC'")
}

async function lookInTransaction(
  check: Check,
  context: Context,
  session: LookSession,
): Promise<{ look: Look; usable: boolean }> {
  try {
    await beginReading(session, context.config)
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
