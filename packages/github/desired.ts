import {
  type Config,
  type Finding,
  opensAtOnce,
  type Severity,
  type Verdict,
  worst,
} from '@rollcall/core'
import { fingerprint } from './marker.ts'
import type { Results } from './results.ts'

/** What should be true of the issue of one check. */
export type Wish =
  /** `hold`: why no issue opens for it now; one that is open is kept current all the same. */
  | {
      state: 'failing'
      severity: Severity
      findings: Finding[]
      /** How many there are, which can be more than are listed. */
      total: number
      tried?: string
      hold?: string
    }
  | { state: 'well'; fixed?: string }
  /** It neither opens nor closes. */
  | { state: 'unsure'; reason: string }
  /** The check is switched off or gone, so that its issue says nothing any more. */
  | { state: 'withdrawn'; reason: string }

export type Desired = {
  fingerprint: string
  check: string
  /** The healthy state as a sentence. */
  title: string
  /** The instant of the run that says so. */
  now: string
  wish: Wish
  evidence: Verdict['evidence']
}

/** The state of a check in an earlier run. */
export type Past = { now: string; state: Verdict['state'] }

type Given = {
  config: Config
  /** Earlier runs of each check as far as they are known, in any order; empty where nothing is kept. */
  history: Map<string, Past[]>
}

/** The issue about a run in which no check could look, which stands for an issue about each. */
export const ableToLook = { id: 'able-to-look', title: 'The checks can look' }

/** Whose failure explains all others: they get no issue of their own while it lasts. */
const rootCauses = ['database-online']

/** What the runs ask of the issues: the newest run that looked at a check speaks for it. */
export function desiredState(all: Results[], given: Given): Desired[] {
  const runs = all.toSorted((a, b) => a.run.now.localeCompare(b.run.now))
  const newest = new Map<string, Desired>()
  for (const { run, verdicts } of runs) {
    for (const verdict of verdicts) {
      keepNewest(newest, {
        fingerprint: fingerprint(run.environment, verdict.check),
        check: verdict.check,
        title: verdict.title,
        now: run.now,
        wish: wishOf(verdict, given.config, pastOf(verdict.check, run.now, runs, given)),
        evidence: verdict.evidence,
      })
    }
    const blind = blindness(run, verdicts)
    if (blind) keepNewest(newest, blind)
  }
  return inhibited([...newest.values()])
}

/** One that could not look does not outdo one that could; of two at the same instant the failure counts. */
function keepNewest(newest: Map<string, Desired>, later: Desired) {
  const known = newest.get(later.check)
  const blinder = later.wish.state === 'unsure' && known?.wish.state !== 'unsure'
  const milder = known?.now === later.now && known.wish.state === 'failing'
  if (known && (blinder || (milder && later.wish.state !== 'failing'))) return
  newest.set(later.check, later)
}

/** What is known of a check before a run, the newest first. */
function pastOf(check: string, now: string, runs: Results[], { history }: Given): Past[] {
  const past = new Map<string, Past>()
  for (const each of history.get(check) ?? []) past.set(each.now, each)
  for (const { run, verdicts } of runs) {
    const verdict = verdicts.find((each) => each.check === check)
    if (verdict) past.set(run.now, { now: run.now, state: verdict.state })
  }
  return [...past.values()]
    .filter((each) => each.now < now)
    .toSorted((a, b) => b.now.localeCompare(a.now))
}

function wishOf(verdict: Verdict, config: Config, past: Past[]): Wish {
  switch (verdict.state) {
    case 'pass':
      return { state: 'well' }
    case 'remedied':
      return { state: 'well', fixed: verdict.done }
    case 'unknown':
      return { state: 'unsure', reason: `it could not look: ${verdict.reason}` }
    case 'skipped': {
      const why = config.skip[verdict.check]
      return why
        ? { state: 'withdrawn', reason: `The check is switched off in the configuration: ${why}` }
        : { state: 'unsure', reason: `it was skipped: ${verdict.reason}` }
    }
    case 'fail': {
      const { severity, findings, more = 0, done, refused } = verdict
      const tried = [done, refused].filter((each) => each !== undefined).join(' ')
      const hold = holdOf(verdict.check, config, past)
      return {
        state: 'failing',
        severity,
        findings,
        total: findings.length + more,
        ...(tried ? { tried } : {}),
        ...(hold ? { hold } : {}),
      }
    }
  }
}

/** Why a failure doesn't open an issue yet. Where no earlier run is known it opens: an alert is never lost. */
function holdOf(check: string, { issues }: Config, past: Past[]): string | undefined {
  const rule = opensAtOnce.has(check) ? undefined : issues.openAfter[check]
  if (!rule || past.length === 0) return undefined
  const before = past.slice(0, rule.of - 1).filter(({ state }) => state === 'fail').length
  return before + 1 >= rule.failures
    ? undefined
    : `it failed in ${before + 1} of the newest ${rule.of} runs, and ${rule.failures} open an issue`
}

/** One issue for a run in which nothing could be looked at, instead of one for each check. */
function blindness(run: Results['run'], verdicts: Verdict[]): Desired | undefined {
  const tried = verdicts.filter(({ state }) => state !== 'skipped')
  if (tried.length < 2) return undefined
  const findings = tried.flatMap((verdict) =>
    verdict.state === 'unknown'
      ? [
          {
            key: `check/${verdict.check}`,
            severity: 'error' as const,
            detail: `${verdict.reason}. ${verdict.hint}`,
            subject: {},
          },
        ]
      : [],
  )
  return {
    fingerprint: fingerprint(run.environment, ableToLook.id),
    check: ableToLook.id,
    title: ableToLook.title,
    now: run.now,
    wish:
      findings.length === tried.length
        ? { state: 'failing', severity: worst(findings), findings, total: findings.length }
        : { state: 'well' },
    evidence: { examined: tried.length },
  }
}

/** Holds back what a root cause explains. */
function inhibited(all: Desired[]): Desired[] {
  const cause = all.find(
    ({ check, wish }) =>
      rootCauses.includes(check) && wish.state === 'failing' && wish.severity === 'error',
  )
  if (!cause) return all
  return all.map((each) =>
    each === cause || each.wish.state !== 'failing' || each.now > cause.now
      ? each
      : { ...each, wish: { ...each.wish, hold: `${cause.check} explains it` } },
  )
}
