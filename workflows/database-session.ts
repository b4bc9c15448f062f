import { type ConnectOptions, readyForUse, type Session, withSession } from '@rollcall/database'
import { requireDatabase, type Settings } from './settings.ts'

/** How a command's sessions are opened: under its name, and under the fixed clock where there is one. */
export function sessionOptions(settings: Settings, application: string): ConnectOptions {
  return { application, ...(settings.fixedNow ? { now: settings.fixedNow } : {}) }
}

/**
 * Runs `use` in a session with the named database, once it is sure that the database is migrated.
 * @throws OperatorError when no database is named, or it can't be used, with the next step.
 */
export async function withMigratedDatabase<T>(
  settings: Settings,
  application: string,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  return withSession(
    requireDatabase(settings),
    sessionOptions(settings, application),
    async (session) => {
      await readyForUse(session)
      return use(session)
    },
  )
}
