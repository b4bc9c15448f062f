import { type Reply, refused } from './exchange.ts'
import type { Clock } from './world.ts'

const minute = 60_000

/**
 * Calls a minute. Supabase documents 120 for each user, project and endpoint, and 30 for analytics;
 * queries of logs and scrapes were refused from about ten on. Stricter than documented, all
 * endpoints of a project share one allowance of 120.
 */
const allowances: [RegExp, number][] = [
  [/\/analytics\/endpoints\/logs$/, 10],
  [/metrics$/, 10],
  [/\/analytics\/endpoints\/usage\./, 30],
]
const standard = 120

export type Limits = {
  /** Counts a call of a path; a refusal if it is one too many and the limits are enforced. */
  count(path: string): { headers: Record<string, string>; refusal: Reply | undefined }
  enforce(): void
  clear(): void
}

/** The Management API's limits, told in each answer's headers. */
export function platformLimits(clock: Clock): Limits {
  const counts = new Map<string, { since: number; calls: number }>()
  let isEnforced = false

  function counted(key: string, allowance: number, now: number) {
    const known = counts.get(key)
    const count = known && now - known.since < minute ? known : { since: now, calls: 0 }
    counts.set(key, count)
    count.calls += 1
    return { allowance, left: allowance - count.calls, reset: resetIn(count.since, now) }
  }

  return {
    count: (path) => {
      const now = clock()
      const scope = /^\/v1\/(projects|organizations)\/[^/]+/.exec(path)?.[0] ?? 'account'
      const own = allowances.find(([pattern]) => pattern.test(path))
      const all = counted(scope, standard, now)
      const narrow = own ? counted(`${scope} ${own[0]}`, own[1], now) : all
      const { allowance, left, reset } = narrow.left < all.left ? narrow : all
      return {
        headers: limitHeaders(allowance, Math.max(0, left), reset),
        refusal: isEnforced && left < 0 ? tooMany() : undefined,
      }
    },
    enforce: () => {
      isEnforced = true
    },
    clear: () => {
      counts.clear()
      isEnforced = false
    },
  }
}

/** `reset` is in seconds from now. */
export function limitHeaders(limit: number, left: number, reset: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(left),
    'x-ratelimit-reset': String(reset),
  }
}

export function tooMany(): Reply {
  return refused(429, 'ThrottlerException: Too Many Requests')
}

function resetIn(since: number, now: number): number {
  return Math.max(1, Math.ceil((since + minute - now) / 1000))
}
