import type { Session } from './connect.ts'

/** Waiting for a lock blocks everybody who comes after, so wait briefly and come back. */
const lockTimeout = '3s'
const attempts = 10

/**
 * Runs `work` in a transaction and commits it; whatever `work` throws rolls it back and is thrown
 * on. A lock that can't be had in three seconds lets the others pass and is tried again.
 */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await session.query('begin')
    try {
      await session.query(`set local lock_timeout = '${lockTimeout}'`)
      const result = await work()
      await session.query('commit')
      return result
    } catch (error) {
      await session.query('rollback').catch(() => undefined)
      if (attempt >= attempts || !isLockTimeout(error)) throw error
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown }
  return code === '55P03' || (cause !== undefined && isLockTimeout(cause))
}
