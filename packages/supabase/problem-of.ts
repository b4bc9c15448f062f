import type { Operation } from './api/description.ts'
import type { Problem } from './platform-error.ts'

/** What an answer said that is no success; the body is only looked at, never shown. */
export type Refusal = { status: number; body: unknown }

/** Turns a refusal into what happened and the next step. */
export function problemOf(refusal: Refusal, operation: Operation, ref: string): Problem {
  const { status, body } = refusal
  const message = messageIn(body)
  if (/hibernat/i.test(message)) return { ...hibernating(ref), status }
  if (status === 540 || /project .*\bpaused\b/i.test(message)) return { ...paused(ref), status }
  return { ...byStatus(refusal, operation, ref), status }
}

function byStatus(refusal: Refusal, operation: Operation, ref: string): Problem {
  const { status, body } = refusal
  switch (status) {
    case 401:
      return {
        kind: 'token',
        reason: 'Supabase refuses the access token',
        hint: 'Make one at https://supabase.com/dashboard/account/tokens, for this project and with read access, and set SUPABASE_ACCESS_TOKEN to it.',
      }
    case 402:
      return notInPlan(body, operation)
    case 403:
      return forbidden(missingIn(body), operation)
    case 404:
    case 410:
      return {
        kind: 'not-found',
        reason: `Supabase knows no ${operation.path.replace('{ref}', ref)} for this token`,
        hint: "Check SUPABASE_PROJECT_REF against the project's address in the dashboard, and that the token may see the project.",
      }
    case 429:
      return {
        kind: 'limited',
        reason: 'Supabase asks for a pause, because too many calls came with tokens of this user',
        hint: 'Run the check again in some minutes, and see what else calls the Management API.',
      }
    default:
      return status >= 500 ? unavailable(status) : refused(status, operation)
  }
}

/** Of the message only the codes are shown that Supabase documents for a restricted organization. */
function notInPlan(body: unknown, operation: Operation): Problem {
  const codes = messageIn(body).match(/\b(exceed(ed)?_[a-z_]+|overdue_payment)\b/g)
  if (codes) {
    return {
      kind: 'plan',
      reason: `Supabase restricts the organization (${codes.slice(0, 5).join(', ')})`,
      hint: "Settle it on the organization's billing page in the dashboard.",
    }
  }
  const missing = missingIn(body)
  return {
    kind: 'plan',
    reason: `The organization's plan does not include ${operation.path}${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`,
    hint: 'Upgrade the plan, or skip the check in the configuration with that reason.',
    missing,
  }
}

function forbidden(said: string[], operation: Operation): Problem {
  const missing = said.length > 0 ? said : operation.permissions
  const named = missing.length > 0 ? missing.join(', ') : `to read ${operation.path}`
  return {
    kind: 'permission',
    reason: `The access token lacks the permission ${named}`,
    hint: 'Make a token with it at https://supabase.com/dashboard/account/tokens (your role in the organization must have it too), and set SUPABASE_ACCESS_TOKEN to it.',
    missing,
  }
}

function unavailable(status: number): Problem {
  return {
    kind: 'unavailable',
    reason: `Supabase's Management API answers ${status} at every try`,
    hint: 'See https://status.supabase.com, and run the check again later.',
  }
}

function refused(status: number, { operationId }: Operation): Problem {
  return {
    kind: 'refused',
    reason: `Supabase refuses the call ${operationId} with status ${status}`,
    hint: "Check SUPABASE_API_ENDPOINT, and in the dashboard that the project isn't paused or restoring; else report it as a defect.",
  }
}

function hibernating(ref: string): Problem {
  return {
    kind: 'hibernating',
    reason: `Project ${ref} hibernates`,
    hint: "Send a request to the project's API to wake it, or restore it in the dashboard, and run the check again.",
  }
}

/** 540 is of Supabase's own: https://supabase.com/docs/guides/platform/http-status-codes */
function paused(ref: string): Problem {
  return {
    kind: 'paused',
    reason: `Project ${ref} is paused`,
    hint: 'Restore it in the dashboard, and run the check again when it is up.',
  }
}

function messageIn(body: unknown): string {
  const { message, error } = (body ?? {}) as { message?: unknown; error?: unknown }
  return [message, error].filter((each) => typeof each === 'string').join(' ')
}

/** Names only: anything else that comes in their place is left out. */
function missingIn(body: unknown): string[] {
  const { missing_permissions: missing } = (body ?? {}) as { missing_permissions?: unknown }
  if (!Array.isArray(missing)) return []
  return missing.filter(
    (each) => typeof each === 'string' && /^[a-z][a-z0-9_.:-]{0,63}$/.test(each),
  )
}
