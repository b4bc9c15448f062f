import { OperatorError } from '@rollcall/core'

/** Why the platform gave no answer that can be relied on. */
export type ProblemKind =
  /** 401. */
  | 'token'
  /** 402: not in the plan. */
  | 'plan'
  /** 403. */
  | 'permission'
  /** 404 or 410: a wrong ref, or an address that is gone. */
  | 'not-found'
  /** 540. */
  | 'paused'
  /** The project sleeps and wakes on the next request that can wake it. */
  | 'hibernating'
  /** Another 3xx or 4xx. */
  | 'refused'
  /** 429 for longer than we wait, or our own limit. */
  | 'limited'
  /** 5xx at every try. */
  | 'unavailable'
  /** No connection, or it broke. */
  | 'unreachable'
  | 'timeout'
  | 'cancelled'
  /** Status 200 and an `error` in it. */
  | 'failed'
  /** Not what the description says: no JSON, another content type, a field missing or of another type. */
  | 'malformed'

export type Problem = {
  kind: ProblemKind
  /** What happened, as a clause without a full stop; fit for an unknown verdict. */
  reason: string
  /** What to do, as a sentence. */
  hint: string
  /** The HTTP status, where there was one. */
  status?: number
  /** With `permission` and `plan`: what the token or the plan lacks, as Supabase names it. */
  missing?: string[]
}

/**
 * Every call throws this and nothing else. It has no cause: what failed below may hold the request,
 * and with it the token.
 */
export class PlatformError extends OperatorError {
  override name = 'PlatformError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.reason}. ${problem.hint}`)
    this.problem = problem
  }
}

/** The unknown verdict that a failed call leads to. @throws what is no PlatformError, as it came. */
export function unknownFrom(error: unknown): { state: 'unknown'; reason: string; hint: string } {
  if (!(error instanceof PlatformError)) throw error
  const { reason, hint } = error.problem
  return { state: 'unknown', reason, hint }
}
