import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from './connect.ts'

/** Any number will do that no other program uses: "rollcall" read as base 36, cut to 31 bits. */
const key = 1_614_203_417

/**
 * Lets one migration of a database run at a time. It asks again and again rather than wait inside
 * the server, where a waiting session would hold up `create index concurrently` for ever.
 */
export async function withMigrationLock<T>(
  session: Session,
  progress: (step: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let waited = 0; !(await tryLock(session)); waited++) {
    if (waited === 0) progress('another migration of this database runs; waiting for it')
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    await session.query('select pg_advisory_unlock($1)', [key]).catch(() => undefined)
  }
}

async function tryLock(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1) as locked',
    [key],
  )
  return rows[0]?.locked === true
}
