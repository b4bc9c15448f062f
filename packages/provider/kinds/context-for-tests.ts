import { type Session, withSession } from '@rollcall/database'
import type { Context } from '../kind.ts'

/** A context that opens real sessions at an address; `said` is what was told to who deploys. */
export function contextAt(url: string): Context & { said: string[] } {
  const said: string[] = []
  const loginAs = ({ role, password }: { role: string; password: string }) =>
    Object.assign(new URL(url), {
      username: encodeURIComponent(role),
      password: encodeURIComponent(password),
    }).href
  const session = <T>(at: string, use: (session: Session) => Promise<T>) => withSession(at, {}, use)
  return {
    said,
    session: (use) => session(url, use),
    sessionAs: (login, use) => session(loginAs(login), use),
    addressAs: async (login) => loginAs(login),
    project: () => {
      throw new Error('No resource of the database asks the Management API.')
    },
    say: (message) => void said.push(message),
    signal: new AbortController().signal,
  }
}

/** The same context, whose sessions break just before their n-th query. */
function brokenBefore(context: Context, nth: number): Context {
  return {
    ...context,
    session: (use) =>
      context.session((session) => {
        const query = session.query.bind(session) as (...args: unknown[]) => unknown
        let seen = 0
        const counted = async (...args: unknown[]) => {
          seen += 1
          if (seen === nth) await session.end()
          return query(...args)
        }
        session.query = counted as typeof session.query
        return use(session)
      }),
  }
}

/** Runs `work` with contexts that break one query later each time, until it comes to its end. Answers how often it broke. */
export async function breakAtEveryQuery(
  context: Context,
  work: (broken: Context) => Promise<unknown>,
): Promise<number> {
  for (let nth = 1; ; nth++) {
    try {
      await work(brokenBefore(context, nth))
      return nth - 1
    } catch (error) {
      if (!/closed|terminated|not queryable/i.test(String(error))) throw error
    }
  }
}
