import { type Answer, type Asked, isWrite, type Layer } from './exchange.ts'
import { rateLimit, secondaryLimit } from './faults.ts'

// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
const callsPerHour = { user: 5000, workflow: 1000 }
const createdPerMinute = 80
const createdPerHour = 500
const pointsPerMinute = 900
const points = { read: 1, write: 5 }

const minute = 60_000
const hour = 60 * minute

/** What one token has done, in milliseconds since 1970. */
type Use = { since: number; calls: number; created: number[]; points: { at: number; of: number }[] }

export type Limits = { layer: Layer; enforce(): void; clear(): void }

/**
 * GitHub's limits, counted for each token and told in the headers of each answer; once enforced,
 * what goes beyond them is refused. Content counts as created by each POST on issues and labels.
 */
export function githubLimits(): Limits {
  const uses = new Map<string, Use>()
  let isEnforced = false

  const layer: Layer = async (asked, below) => {
    const now = Date.now()
    const use = currentUse(uses, asked.token ?? '', now)
    count(use, asked, now)
    const refusal = isEnforced ? refusalOf(use, allowanceOf(asked), now) : undefined
    const answer = refusal ?? (await below(asked))
    return { ...answer, headers: { ...headersOf(use, allowanceOf(asked)), ...answer.headers } }
  }
  return {
    layer,
    enforce: () => {
      isEnforced = true
    },
    clear: () => {
      uses.clear()
      isEnforced = false
    },
  }
}

function currentUse(uses: Map<string, Use>, token: string, now: number): Use {
  const known = uses.get(token)
  if (known && now - known.since < hour) return known
  const use = { since: now, calls: 0, created: known?.created ?? [], points: known?.points ?? [] }
  uses.set(token, use)
  return use
}

function count(use: Use, asked: Asked, now: number) {
  use.calls += 1
  use.points = use.points.filter(({ at }) => now - at < minute)
  use.points.push({ at: now, of: isWrite(asked) ? points.write : points.read })
  use.created = use.created.filter((at) => now - at < hour)
  if (asked.method === 'POST' && /\/(issues|labels)\b/.test(asked.path)) use.created.push(now)
}

function refusalOf(use: Use, allowance: number, now: number): Answer | undefined {
  if (use.calls > allowance) return rateLimit(403, Math.ceil((use.since + hour) / 1000))
  const lately = use.created.filter((at) => now - at < minute)
  const spent = use.points.reduce((sum, { of }) => sum + of, 0)
  if (lately.length > createdPerMinute) return secondaryLimit(403, wait(lately[0], minute, now))
  if (use.created.length > createdPerHour)
    return secondaryLimit(403, wait(use.created[0], hour, now))
  if (spent > pointsPerMinute) return secondaryLimit(403, wait(use.points[0]?.at, minute, now))
  return undefined
}

/** Seconds until what happened first is no longer counted. */
function wait(first = 0, span: number, now: number): number {
  return Math.max(1, Math.ceil((first + span - now) / 1000))
}

function allowanceOf({ person }: Asked): number {
  return person?.isWorkflow ? callsPerHour.workflow : callsPerHour.user
}

function headersOf(use: Use, allowance: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(allowance),
    'x-ratelimit-remaining': String(Math.max(0, allowance - use.calls)),
    'x-ratelimit-used': String(use.calls),
    'x-ratelimit-reset': String(Math.ceil((use.since + hour) / 1000)),
    'x-ratelimit-resource': 'core',
  }
}
