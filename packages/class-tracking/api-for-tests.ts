import { connect } from '@rollcall/database'
import { classTracking } from './class-tracking.ts'
import type { Entry } from './log.ts'

type Options = Partial<Parameters<typeof classTracking>[0]>

export const secret = 'a-secret-that-only-tests-know'

export type Api = {
  /** Every line of the log so far. */
  log: Entry[]
  /** Answers of requests, as a client sees them. */
  ask(path: string, init?: RequestInit): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
}

type Answer = {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered is what a test looks at.
  body: any
}

/** The API over a database, as the edge function makes it, under the tests' clock. */
export function api(database: { url: string }, now: string, options: Options = {}): Api {
  const log: Entry[] = []
  const { fetch } = classTracking({
    base: '/class-tracking',
    open: () => connect(database.url, { now }),
    secret: { value: secret, name: 'CLASS_TRACKING_SECRET' },
    now: () => now,
    lookBackDays: 92,
    log: (entry) => log.push(entry),
    ...options,
  })

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers({ authorization: `Bearer ${secret}`, ...init.headers })
    const request = new Request(`http://localhost/class-tracking${path}`, { ...init, headers })
    const response = await fetch(request)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  return {
    log,
    ask,
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}
