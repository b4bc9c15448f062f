import type { Session } from '@rollcall/database'

/** Another session did the same at the same time; what it did is there when one looks again. */
const crossed = new Set(['40001', '40P01', '23505', '42710'])
const attempts = 5

/**
 * Runs `work` in a transaction of its own, alone among all that name the same `subject`, and commits
 * it: a run that is cut off leaves all of it or nothing. Whoever waits half a minute for a lock gives up.
 */
export async function oneTransaction<T>(
  session: Session,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await session.query('begin')
    try {
      await session.query("set local lock_timeout = '30s'")
      await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [subject])
      const result = await work()
      await session.query('commit')
      return result
    } catch (error) {
      await session.query('rollback').catch(() => undefined)
      if (attempt >= attempts || !hasCrossed(error)) throw error
    }
  }
}

function hasCrossed(error: unknown): boolean {
  const {
    code = '',
    message = '',
    cause,
  } = error as {
    code?: string
    message?: string
    cause?: unknown
  }
  if (crossed.has(code) || message.includes('tuple concurrently')) return true
  return cause !== undefined && hasCrossed(cause)
}
