import type { Session } from './connect.ts'

/**
 * Does `work` while a setting of the session stands otherwise, and puts it back.
 * @param value what it stands at meanwhile, given what it stands at now.
 */
export async function withSetting<T>(
  session: Session,
  name: 'lock_timeout' | 'search_path' | 'statement_timeout',
  value: (now: string) => string,
  work: () => Promise<T>,
): Promise<T> {
  const { rows } = await session.query<{ now: string }>('select current_setting($1) as now', [name])
  const now = rows[0]?.now ?? ''
  const set = (to: string) => session.query('select set_config($1, $2, false)', [name, to])
  await set(value(now))
  try {
    return await work()
  } finally {
    // A session that broke, or whose transaction failed, has nothing to put back.
    await set(now).catch(() => undefined)
  }
}
