import { setTimeout as pause } from 'node:timers/promises'
import type { Verdict } from '@rollcall/core'

/** What became of a heartbeat. The address is a secret and is in none of them. */
export type Heartbeat =
  | { state: 'sent' }
  | { state: 'skipped'; reason: string }
  | { state: 'failed'; warning: string }

type Given = {
  /** ROLLCALL_HEARTBEAT_URL: whoever waits for a call there raises the alarm when none comes. */
  url: string | undefined
  /** Those of the run that is over. */
  verdicts: Verdict[]
  /** For how long one call may take, in milliseconds. */
  timeout?: number
  /** How long to wait before each further try, in milliseconds. */
  pauses?: number[]
}

/**
 * Tells a monitor outside of GitHub that a run looked; it alone notices when GitHub is silent. A run
 * in which nothing could be looked at sends none. That it fails is a warning, and never the run's end.
 */
export async function sendHeartbeat(given: Given): Promise<Heartbeat> {
  const { url, verdicts, timeout = 10_000, pauses = [1000, 5000] } = given
  if (!url) return { state: 'skipped', reason: 'ROLLCALL_HEARTBEAT_URL is not set' }
  if (!verdicts.some(({ state }) => state !== 'unknown' && state !== 'skipped')) {
    return { state: 'skipped', reason: 'nothing could be looked at' }
  }
  if (!isAddress(url)) {
    return failed('is no address: set it to the whole of what the monitor shows, with https://')
  }
  let why = await call(url, timeout)
  for (const wait of pauses) {
    if (why === undefined || why.final) break
    await pause(wait)
    why = await call(url, timeout)
  }
  return why ? failed(`could not be called (${why.said}): see whether the monitor is up`) : sent
}

const sent: Heartbeat = { state: 'sent' }

function failed(what: string): Heartbeat {
  return { state: 'failed', warning: `the heartbeat's ROLLCALL_HEARTBEAT_URL ${what}` }
}

/** Without TLS an address would be shown to whoever is on the way; on this machine nobody is. */
function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}

type Failure = { said: string; final: boolean }

/** One call; every monitor takes a GET. What it says when it fails may hold the address: it is left out. */
async function call(url: string, timeout: number): Promise<Failure | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) })
    await response.body?.cancel()
    if (response.ok) return undefined
    const { status } = response
    return { said: `status ${status}`, final: status < 500 && status !== 408 && status !== 429 }
  } catch (error) {
    const { name } = error as Error
    return { said: name === 'TimeoutError' ? 'no answer in time' : 'no connection', final: false }
  }
}
