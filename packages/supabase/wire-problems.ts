import type { Operation } from './api/description.ts'
import type { Problem } from './platform-error.ts'

export const cancelled: Problem = {
  kind: 'cancelled',
  reason: 'The call to Supabase was cancelled',
  hint: 'Run the check again.',
}

export const ownLimit: Problem = {
  kind: 'limited',
  reason: 'This run has made as many calls to Supabase in a minute as it allows itself',
  hint: 'Run fewer checks at once, or run the check again in a minute.',
}

export function tookTooLong(timeout: number): Problem {
  return {
    kind: 'timeout',
    reason: `Supabase's Management API did not answer within ${timeout / 1000} s`,
    hint: 'See https://status.supabase.com, and run the check again later.',
  }
}

export function unreachable(endpoint: string, error: unknown): Problem {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  const said = [cause?.code, code].find(
    (each) => typeof each === 'string' && /^[A-Z_]+$/.test(each),
  )
  return {
    kind: 'unreachable',
    reason: `No connection to ${new URL(endpoint).host}${said ? ` (${said})` : ''}`,
    hint: 'Check that this machine has a network, and SUPABASE_API_ENDPOINT if it is set.',
  }
}

export function otherType({ operationId, contentType }: Operation): Problem {
  return {
    kind: 'malformed',
    reason: `Supabase's answer to ${operationId} is no ${contentType}`,
    hint: 'Check SUPABASE_API_ENDPOINT, and whether a proxy in between answers in its place.',
  }
}
