import type { Evidence, Finding, Look, Window } from '@rollcall/core'
import type { Arrival } from '../logs/logs-arrive.ts'
import type { PlatformContext } from './platform-check.ts'

type Obstacle = { reason: string; hint: string }

/** Which part of a window the logs tell of, and whether they are to be believed when they say nothing. */
export type Proof = {
  window: Window
  /** Why an empty answer proves nothing; nothing where it does. */
  gap?: Obstacle
  /** `examined` is the number of log events that came. */
  evidence: Evidence & { examined: number }
}

const hour = 60 * 60 * 1000
const day = 24 * hour

/**
 * Asks the control query whether logs came in all of the window. It begins at a whole hour and no
 * earlier than `logLookBackDays`; what the plan no longer keeps is left out of it, and said. After
 * `logSilenceHours` without any event the logs are not believed.
 * @throws PlatformError
 */
export async function provenLogs({
  platform,
  window: asked,
  config,
}: Pick<PlatformContext, 'platform' | 'window' | 'config'>): Promise<Proof> {
  const { logLookBackDays: lookBackDays, logSilenceHours: silenceHours } = config.thresholds
  const to = Date.parse(asked.to)
  const from = Math.max(Date.parse(asked.from), to - lookBackDays * day)
  const wanted = { from: instant(Math.floor(from / hour) * hour), to: asked.to }
  const arrival = await platform.logsArrive(wanted)
  const kept = arrival.ranges.findIndex(
    (range) => range.events > 0 || Date.parse(range.to) > to - day,
  )
  const ranges = arrival.ranges.slice(Math.max(kept, 0))
  const window = { from: kept > 0 ? (ranges[0]?.from ?? wanted.from) : wanted.from, to: asked.to }
  const gap = gapIn({ ...arrival, ranges }, to - silenceHours * hour)
  const proof = {
    window,
    evidence: evidenceOf({ ...arrival, ranges }, asked, window),
  }
  return gap ? { ...proof, gap: { reason: gap, hint: silentHint } } : proof
}

/**
 * What a look over logs amounts to. What was found stands, whatever else could not be seen; nothing
 * found counts only where logs came all the time, all rows were read, and each could be judged.
 */
export function concluded(
  proof: Proof,
  seen: { findings: Finding[]; evidence: Evidence; obstacle?: Obstacle | undefined },
): Look {
  const evidence = { ...proof.evidence, ...seen.evidence }
  const obstacle = proof.gap ?? seen.obstacle
  if (obstacle && seen.findings.length === 0) return { state: 'unknown', ...obstacle, evidence }
  const unseen = obstacle ? { unseen: obstacle.reason } : {}
  return {
    state: 'looked',
    findings: seen.findings,
    evidence: { ...evidence, ...unseen },
    window: proof.window,
  }
}

/** Why rows that are not there need not be absent: some have no status, or there are more. */
export function obstacleIn(
  { complete }: { complete: boolean },
  withoutStatus: number,
): Obstacle | undefined {
  if (withoutStatus > 0) return fieldMissing('response.status_code', withoutStatus)
  return complete ? undefined : rowsLeftOut
}

const rowsLeftOut: Obstacle = {
  reason: 'The logs hold more kinds of rows than one answer has room for, and the rest is not seen',
  hint: 'Run the check more often, so that each window is shorter.',
}

/** A field of the logs that a check relies on is empty or no number. */
export function fieldMissing(field: string, rows: number): Obstacle {
  return {
    reason: `${rows} log rows have no ${field} that can be read`,
    hint: 'See in Logs of the dashboard whether the field is called otherwise now; if so, update Rollcall, or report it as a defect.',
  }
}

const silentHint =
  'See whether Logs in the dashboard shows events and https://status.supabase.com is quiet, and run the check again.'

function gapIn({ ranges, sources }: Arrival, silentSince: number): string | undefined {
  const newest = newestOf(sources)
  if (newest === undefined) return 'No log of any service came'
  const empty = ranges.find(({ events }) => events === 0)
  if (empty) return `No log of any service came from ${empty.from} to ${empty.to}`
  if (Date.parse(newest) < silentSince) return `No log of any service has come since ${newest}`
  return undefined
}

function evidenceOf({ sources, ranges }: Arrival, asked: Window, window: Window) {
  const events = sources.reduce((sum, source) => sum + source.events, 0)
  const cut = window.from > asked.from ? { notLookedAt: { from: asked.from, to: window.from } } : {}
  return {
    examined: events,
    ...cut,
    logs: {
      events,
      newest: newestOf(sources) ?? null,
      ranges: ranges.length,
      sources: Object.fromEntries(sources.map((each) => [each.source, each.events])),
    },
  }
}

function newestOf(sources: Arrival['sources']): string | undefined {
  return sources
    .map(({ newest }) => newest)
    .sort()
    .at(-1)
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
