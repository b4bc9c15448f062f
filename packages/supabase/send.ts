import type { Operation } from './api/description.ts'
import type { Kind, Pace } from './pace.ts'
import { PlatformError, type Problem } from './platform-error.ts'
import { problemOf, type Refusal } from './problem-of.ts'
import { cancelled, otherType, ownLimit, tookTooLong, unreachable } from './wire-problems.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export type Wire = {
  token: string
  ref: string
  endpoint: string
  fetch: Fetch
  pace: Pace
  /** For how long one try may take, in milliseconds. */
  timeout: number
  /** After how long no further try begins, and none is waited for, in milliseconds. */
  patience: number
  signal?: AbortSignal
}

/** What is sent along, and its content type. */
export type Body = { type: string; bytes: Uint8Array<ArrayBuffer> }

export type Outgoing = {
  operation: Operation
  url: string
  kind: Kind
  body?: Body | undefined
  /** Tells a refusal in words of its own, before those that hold for every call. */
  problem?: ((refusal: Refusal) => Problem | undefined) | undefined
}

const tries = 4

/** Waiting between tries doubles from this on, in milliseconds; how much of it is left to chance. */
const firstWait = 500

type Outcome = { text: string } | { problem: Problem; after?: number; again: boolean }

/**
 * Sends a call and answers with the body of its success. Each may be tried again, after 429, 5xx, a
 * broken connection and a try that took too long: all either only read, or leave behind what they
 * would have left the first time (the same bundle deployed, the same function removed).
 * @throws PlatformError
 */
export async function send(wire: Wire, outgoing: Outgoing): Promise<string> {
  const { pace } = wire
  const deadline = pace.now() + wire.patience
  const pause = async (milliseconds: number, problem: Problem) => {
    if (pace.now() + milliseconds > deadline) throw new PlatformError(problem)
    await rest(wire, milliseconds)
  }
  for (let attempt = 1; ; attempt += 1) {
    for (let delay = pace.admit(outgoing.kind); delay > 0; delay = pace.admit(outgoing.kind)) {
      await pause(delay, ownLimit)
    }
    const outcome = await attemptOnce(wire, outgoing)
    if ('text' in outcome) return outcome.text
    if (!outcome.again || attempt === tries) throw new PlatformError(outcome.problem)
    const jitter = pace.random() * firstWait * 2 ** (attempt - 1)
    await pause((outcome.after ?? 0) + jitter, outcome.problem)
  }
}

/** Waits, in milliseconds. @throws PlatformError when the run is cancelled meanwhile. */
export async function rest({ pace, signal }: Wire, milliseconds: number): Promise<void> {
  // Whatever cut it short: only a cancelled run goes no further.
  await pace.sleep(milliseconds, signal).catch(() => undefined)
  if (signal?.aborted) throw new PlatformError(cancelled)
}

async function attemptOnce(wire: Wire, outgoing: Outgoing): Promise<Outcome> {
  const { operation, url, body } = outgoing
  const late = AbortSignal.timeout(wire.timeout)
  try {
    const answer = await wire.fetch(url, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${wire.token}`,
        accept: operation.contentType || '*/*',
        'user-agent': 'rollcall',
        ...(body && { 'content-type': body.type }),
      },
      ...(body && { body: body.bytes }),
      // The token goes to the address that was given and nowhere else.
      redirect: 'manual',
      signal: wire.signal ? AbortSignal.any([late, wire.signal]) : late,
    })
    return outcomeOf(wire, outgoing, answer, await answer.text())
  } catch (error) {
    if (wire.signal?.aborted) return { problem: cancelled, again: false }
    if (late.aborted) return { problem: tookTooLong(wire.timeout), again: true }
    return { problem: unreachable(wire.endpoint, error), again: true }
  }
}

function outcomeOf(wire: Wire, outgoing: Outgoing, answer: Response, text: string): Outcome {
  const { status } = answer
  const { operation } = outgoing
  if (status < 200 || status > 299) {
    const refusal = { status, body: parsed(text) }
    const problem = outgoing.problem?.(refusal) ?? problemOf(refusal, operation, wire.ref)
    const passing = problem.kind === 'limited' || problem.kind === 'unavailable'
    const after = waitAsked(status, answer.headers)
    return { problem, again: passing, ...(after === undefined ? {} : { after }) }
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (operation.contentType && type !== operation.contentType)
    return { problem: otherType(operation), again: false }
  return { text }
}

/** What tells of a wait, by status. `X-RateLimit-Reset` comes with every answer, and is meant for 429. */
const waits: Record<number, string[]> = {
  429: ['retry-after', 'x-ratelimit-reset'],
  503: ['retry-after'],
}

/**
 * For how long Supabase asks to wait, in milliseconds: `X-RateLimit-Reset` is documented as the
 * seconds that are left of the window; a `Retry-After` of a proxy in between counts too.
 */
function waitAsked(status: number, headers: Headers): number | undefined {
  const asked = (waits[status] ?? [])
    .map((name) => headers.get(name)?.trim() ?? '')
    .filter((value) => /^\d{1,5}$/.test(value))
    .map((value) => Number(value) * 1000)
  return asked.length > 0 ? Math.max(...asked) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
