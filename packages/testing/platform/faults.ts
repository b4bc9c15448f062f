import type { FaultsOnDemand, Target } from '../http/faults-on-demand.ts'
import { type Reply, refused } from './exchange.ts'
import { limitHeaders, tooMany } from './limits.ts'
import { recorded } from './recorded.ts'

export type Kind =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 429
  | 500
  | 502
  | 503
  | 504
  | 540
  /** The answer comes after `delay` milliseconds. */
  | 'slow'
  /** The connection stays open without an answer; the call had no effect. */
  | 'time-out'
  /** The connection breaks before the call has an effect. */
  | 'lost-before'
  /** The call has its effect and the connection breaks without an answer. */
  | 'lost-after'
  /** The connection breaks in the middle of the answer's body. */
  | 'lost-within'
  /** The answer's body is cut off, as if it were whole. */
  | 'malformed'
  /** 200 and a page, as something between us and the API may give it. */
  | 'page'
  /** 200 and `{}`. */
  | 'empty'
  /** 200 and nothing but an error, as the analytics have it when what lies behind them fails. */
  | 'error-in-200'
  /** The answer of a later version: fields more, values of open enumerations that nobody knows. */
  | 'newer'
  /** Another body, that `body` gives. */
  | 'body'

/**
 * What happens to the nth call from now (the first is 1), or to the next one that fits, or with
 * `lasts` to each one.
 */
export type Fault = Target & {
  kind: Kind
  lasts?: boolean
  /** Milliseconds. */
  delay?: number
  /** Seconds that a 429 or a 503 asks to wait: as `retry-after`, too, where it is given. */
  retryAfter?: number
  /** What a 403 says that is missing. */
  missing?: string[]
  body?: unknown
}

export type Faults = FaultsOnDemand<Fault>

const messages: Partial<Record<Kind, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Feature requires a higher plan',
  404: 'Not Found',
  500: 'Internal server error',
  503: 'Service Unavailable',
  540: 'Project paused',
}

/** The answer that stands for the call's own; none where the call is carried out or nothing comes. */
export function refusalOf({
  kind,
  retryAfter,
  missing = ['project_admin_read'],
}: Fault): Reply | undefined {
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  switch (kind) {
    case 403:
      return forbidden(missing)
    case 429:
      return { ...tooMany(), headers: { ...limitHeaders(120, 0, retryAfter ?? 60), ...wait } }
    case 502:
    case 504:
      return { status: kind, ...page('Bad gateway') }
    case 'page':
      return { status: 200, ...page('One moment, please') }
    case 'empty':
      return { status: 200, body: {} }
    case 'error-in-200':
      return { status: 200, body: { error: 'Backend error! Retry your query.' } }
    default:
      return typeof kind === 'number'
        ? { ...refused(kind, messages[kind] ?? ''), headers: wait }
        : undefined
  }
}

/** For each GET that was recorded as answered, that answer each time; the first of several. */
export function recordedFaults(): Fault[] {
  const answered = recorded.filter(
    ({ operation, status }) => /^GET/.test(operation) && status === 200,
  )
  return answered.map(({ operation, body }) => ({
    method: 'GET',
    path: new RegExp(`${operation.slice('GET '.length).replaceAll(/\{\w+\}/g, '[^/]+')}(\\?|$)`),
    kind: 'body',
    body,
    lasts: true,
  }))
}

/** The permissions are called as the description calls them. */
export function forbidden(missing: string[]): Reply {
  return refused(
    403,
    'Your account does not have the necessary privileges to access this endpoint.',
    { missing_permissions: missing },
  )
}

function page(title: string) {
  return { type: 'text/html', body: `<html><title>${title}</title></html>` }
}
