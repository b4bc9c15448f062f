import {
  type Config,
  defaultConfig,
  type LookSession,
  OperatorError,
  runChecks,
  type Verdict,
} from '@rollcall/core'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace } from '../loopback.ts'
import type { PlatformCheck } from './platform-check.ts'

type Options = {
  now: string
  config?: Partial<Config>
  /** For how long one try may take, in milliseconds. */
  timeout?: number
  /** Opens a session with the project's database; there is none unless said. */
  open?: () => Promise<LookSession>
}

/** A check's verdict on an emulated project, without a database unless one is given, and without waiting between tries. */
export async function lookAtPlatform(
  emulator: { url: string; token: string; ref: string },
  check: PlatformCheck,
  { now, config = {}, timeout = 20_000, open = noDatabase }: Options,
): Promise<Verdict> {
  const { url: endpoint, token, ref } = emulator
  const platform = connectPlatform({ endpoint, token, ref, pace: idlePace(), timeout })
  const [verdict] = await runChecks({
    checks: [check.of(platform)],
    config: { ...defaultConfig, ...config },
    now,
    open,
    watermarks: new Map(),
  })
  return verdict as Verdict
}

function noDatabase() {
  return Promise.reject(new OperatorError('No database is named: this test has none.'))
}

/** How every call can go wrong at the emulator, and what the verdict has to say of it. */
export const unanswered = [
  [401, /refuses the access token/],
  [402, /plan does not include/],
  [403, /lacks the permission project_admin_read/],
  [404, /knows no/],
  [429, /asks for a pause/],
  [500, /answers 500 at every try/],
  [503, /answers 503 at every try/],
  [540, /is paused/],
  ['lost-before', /No connection/],
  ['lost-within', /No connection/],
  ['malformed', /is no JSON/],
  ['page', /is no application\/json/],
  ['empty', /is not as described/],
  ['error-in-200', /could not answer/],
] as const
