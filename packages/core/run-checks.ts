import { type Application, applyRemedy } from './apply-remedy.ts'
import type { Check, Context } from './check.ts'
import type { Config } from './config.ts'
import { type LookSession, lookOnce } from './look.ts'
import { lookOutside } from './look-outside.ts'
import { OperatorError } from './operator-error.ts'
import type { Remedy } from './remedy.ts'
import {
  type Finding,
  findingsListed,
  type Look,
  type Verdict,
  type Window,
  worst,
} from './verdict.ts'

export type RunOptions = {
  checks: Check[]
  config: Config
  /** ISO 8601 in UTC. */
  now: string
  /** Opens a session; called again when one is lost. */
  open(): Promise<LookSession>
  /** Where each check's last look that saw ended, by check; see `history.ts`. */
  watermarks: Map<string, string>
  /** Apply the safe remedy of what fails, and look again. */
  remedy?: boolean
  /** Called with each verdict as it comes. */
  report?: (verdict: Verdict) => void
}

/** Runs checks one after the other. One that hangs, throws or may not see never stops the others. */
export async function runChecks(options: RunOptions): Promise<Verdict[]> {
  const sessions = keepSession(options.open)
  const verdicts: Verdict[] = []
  try {
    for (const check of options.checks) {
      const verdict = await judge(check, options, sessions)
      verdicts.push(verdict)
      options.report?.(verdict)
    }
  } finally {
    await sessions.close()
  }
  return verdicts
}

type Sessions = ReturnType<typeof keepSession>

async function judge(check: Check, options: RunOptions, sessions: Sessions): Promise<Verdict> {
  const { config, now } = options
  const window = windowOf(now, options.watermarks.get(check.id))
  const base = { check: check.id, title: check.title, evidence: {}, window }
  const reason = config.skip[check.id]
  if (reason)
    return { ...base, state: 'skipped', reason: `Switched off in the configuration: ${reason}` }
  const context = { now, window, config }
  const before = await sessions.look(check, context)
  const verdict = settle(base, before)
  if (verdict.state !== 'fail' || !options.remedy || !check.remedy) return verdict
  return remedied(check, context, verdict, base, sessions)
}

/** Applies the check's remedy and looks again: only what the second look finds clear is remedied. */
async function remedied(
  check: Check,
  context: Omit<Context, 'database'>,
  failed: Extract<Verdict, { state: 'fail' }>,
  base: Base,
  sessions: Sessions,
): Promise<Verdict> {
  const remedy = check.remedy
  if (!remedy) return failed
  let application: Application
  try {
    application = await sessions.use((database) =>
      applyRemedy(remedy, { ...context, database }, context.config.limits[remedy.id]),
    )
  } catch (error) {
    // The session may be what broke; the next check gets a new one.
    await sessions.close()
    return { ...failed, refused: refusal(remedy, error) }
  }
  const after = settle(base, await sessions.look(check, context))
  switch (after.state) {
    case 'pass':
      return { ...after, state: 'remedied', done: application.done, before: failed.findings }
    case 'fail':
      return { ...after, done: application.done }
    default:
      return after
  }
}

function refusal(remedy: Remedy, error: unknown): string {
  if (error instanceof OperatorError) return error.message
  const { code } = error as { code?: string }
  if (code === '42501') {
    return `The role may not apply ${remedy.id}: run it as rollcall_operator or as the owner.`
  }
  const left =
    'steps' in remedy
      ? 'the steps that it had done stay and are listed in rollcall.remedies'
      : 'it changed nothing'
  return `${remedy.id} failed${code ? ` with SQLSTATE ${code}` : ''}, ${left}: run \`rollcall remedy ${remedy.id}\` to see why.`
}

type Base = { check: string; title: string; evidence: object; window: Window }

function settle(base: Base, look: Look): Verdict {
  const { check, title } = base
  if (look.state === 'unknown') {
    const { reason, hint, evidence = {} } = look
    return { check, title, evidence, window: base.window, state: 'unknown', reason, hint }
  }
  if (look.state === 'skipped') {
    const { reason, evidence = {} } = look
    return { check, title, evidence, window: base.window, state: 'skipped', reason }
  }
  const { findings, evidence, window = base.window } = look
  const common = { check, title, evidence, window }
  if (findings.length === 0) return { ...common, state: 'pass' }
  const more = findings.length - findingsListed
  return {
    ...common,
    state: 'fail',
    severity: worst(findings),
    findings: inOrder(findings).slice(0, findingsListed),
    ...(more > 0 ? { more } : {}),
  }
}

/** Errors first, then by key: the same findings read the same in every run. */
function inOrder(findings: Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      a.severity.localeCompare(b.severity) || a.key.localeCompare(b.key, 'en', { numeric: true }),
  )
}

const day = 24 * 60 * 60 * 1000

/**
 * From the watermark to now, and at least a day: a row that committed late carries an earlier time
 * than the last look, and what is still wrong is found again.
 */
function windowOf(now: string, watermark?: string): Window {
  const aDayAgo = new Date(Date.parse(now) - day).toISOString()
  return { from: watermark && watermark < aDayAgo ? watermark : aDayAgo, to: now }
}

/** One session for all checks, replaced when it breaks. */
function keepSession(open: () => Promise<LookSession>) {
  let current: LookSession | undefined
  const use = async <T>(work: (session: LookSession) => Promise<T>): Promise<T> => {
    current ??= await open()
    return work(current)
  }
  const close = async () => {
    await current?.end().catch(() => undefined)
    current = undefined
  }
  const look = async (check: Check, context: Omit<Context, 'database'>): Promise<Look> => {
    try {
      if (check.outside) return await lookOutside(check, context, { use, close })
      const { look, usable } = await use((session) => lookOnce(check, context, session))
      if (!usable) await close()
      return look
    } catch (error) {
      return {
        state: 'unknown',
        reason: (error as Error).message,
        hint: 'Mend the connection, then run the check again.',
      }
    }
  }
  return { use, look, close }
}
