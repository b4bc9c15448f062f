import type { RemedyContext } from './remedy.ts'

/** Outside of a transaction: a session at the context's time that waits for nothing for long. */
export async function withTimeouts<T>(
  { database, config, now }: RemedyContext,
  work: () => Promise<T>,
): Promise<T> {
  const set = (settings: Settings) =>
    database.query(
      `select set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
              set_config('timezone', $3, false), set_config('rollcall.now', $4, false)`,
      [settings.statement, settings.lock, settings.zone, settings.now],
    )
  const { rows } = await database.query<Settings>(
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
            current_setting('timezone') as zone, coalesce(current_setting('rollcall.now', true), '') as now`,
  )
  const [before] = rows
  const statement = `${Math.round(config.timeouts.stepSeconds * 1000)}`
  await set({ statement, lock: '5s', zone: 'UTC', now })
  try {
    return await work()
  } finally {
    // Where the connection is gone there is nothing to put back.
    if (before) await set(before).catch(() => undefined)
  }
}

type Settings = { statement: string; lock: string; zone: string; now: string }

/** A transaction at the context's time that waits for nothing for long. */
export async function inTransaction<T>(
  { database, config, now }: RemedyContext,
  mode: 'read only' | 'read write',
  work: () => Promise<T>,
): Promise<T> {
  await database.query(`begin transaction ${mode}`)
  try {
    const milliseconds = Math.round(config.timeouts.checkSeconds * 1000)
    await database.query(`set local statement_timeout = ${milliseconds}`)
    await database.query("set local lock_timeout = '5s'")
    await database.query("set local time zone 'UTC'")
    await database.query("select set_config('rollcall.now', $1, true)", [now])
    const result = await work()
    await database.query('commit')
    return result
  } catch (error) {
    await database.query('rollback').catch(() => undefined)
    throw error
  }
}
