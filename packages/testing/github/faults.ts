import type { FaultsOnDemand, Target } from '../http/faults-on-demand.ts'
import { type Answer, refused } from './exchange.ts'

export type Kind =
  | 401
  | 403
  | 404
  | 410
  | 422
  | 429
  | 500
  | 502
  | 503
  /** Refused for now, with `retry-after`; the call had no effect. */
  | 'secondary-limit'
  /** The hour's calls are used up, with `x-ratelimit-reset`; the call had no effect. */
  | 'rate-limit'
  /** The connection stays open without an answer; the call had no effect. */
  | 'time-out'
  /** The connection breaks before the call has an effect. */
  | 'lost-before'
  /** The call has its effect and the connection breaks without an answer. */
  | 'lost-after'
  /** The call has its effect; the answer is 200 and its body cut off. */
  | 'malformed'

/** What happens to the nth call from now (the first is 1), or to the next one that fits. */
export type Fault = Target & {
  kind: Kind
  /** With which status a limit is told, 403 unless said otherwise. */
  status?: 403 | 429
  /** Seconds that a limit asks to wait, 60 unless said otherwise. */
  retryAfter?: number
}

export type Faults = FaultsOnDemand<Fault>

const messages: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  410: 'This issue was deleted',
  429: 'Too Many Requests',
  500: 'Server Error',
  503: 'Service Unavailable',
}

/** The answer that stands for the call's own; none where the call is carried out or nothing comes. */
export function refusalOf({ kind, status = 403, retryAfter = 60 }: Fault): Answer | undefined {
  switch (kind) {
    case 'secondary-limit':
      return secondaryLimit(status, retryAfter)
    case 'rate-limit':
      return rateLimit(status, Math.floor(Date.now() / 1000) + retryAfter)
    case 'time-out':
    case 'lost-before':
    case 'lost-after':
    case 'malformed':
      return undefined
    case 422:
      return refused(422, 'Validation Failed', { errors: [] })
    case 502:
      // What stands before GitHub answers in HTML.
      return { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn!</h1>' }
    default:
      return refused(kind, messages[kind] ?? '')
  }
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export function secondaryLimit(status: 403 | 429, seconds: number): Answer {
  const told = refused(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  )
  return { ...told, headers: { 'retry-after': String(seconds) } }
}

/** `reset` is in seconds since 1970. */
export function rateLimit(status: 403 | 429, reset: number): Answer {
  const told = refused(status, 'API rate limit exceeded for installation.')
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
  return { ...told, headers }
}
