import type { Session } from './connect.ts'
import { retryLocked, unlessSaid } from './lock-wait.ts'
import { withSetting } from './setting.ts'

/** Waiting for a lock blocks everybody who comes after, so wait briefly and come back. */
const lockTimeout = '3s'
const attempts = 10

/**
 * Runs `work` in a transaction and commits it; whatever `work` throws rolls it back and is thrown
 * on. A lock that can't be had in three seconds lets the others pass and is tried again.
 * @throws OperatorError naming the session in the way, when a lock could not be had at all.
 */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const attempt = async () => {
    await session.query('begin')
    try {
      const result = await work()
      await session.query('commit')
      return result
    } catch (error) {
      await session.query('rollback').catch(() => undefined)
      throw error
    }
  }
  return withSetting(session, 'lock_timeout', unlessSaid(lockTimeout), () =>
    retryLocked(session, attempts, attempt),
  )
}
