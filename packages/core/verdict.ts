/** How bad: a warning can wait for office hours, an error harms pupils or invoices now. */
export type Severity = 'warning' | 'error'

/** One thing that is wrong. */
export type Finding = {
  /** Stable across runs, for example `student/42`. */
  key: string
  severity: Severity
  /** One sentence, without a student's name. */
  detail: string
  /** What a remedy needs to act on it. */
  subject: Record<string, unknown>
}

/** What was looked at: rows examined, newest row seen, settings relied on. Goes into every verdict. */
export type Evidence = Record<string, unknown>

/** The instants between which a check looked, as ISO 8601 in UTC. */
export type Window = { from: string; to: string }

/** What one look answers: what it saw and on what ground, why it could not see, or why it does not apply. */
export type Look =
  | { state: 'looked'; findings: Finding[]; evidence: Evidence; window?: Window }
  | { state: 'unknown'; reason: string; hint: string; evidence?: Evidence }
  | { state: 'skipped'; reason: string; evidence?: Evidence }

export type State = 'pass' | 'fail' | 'remedied' | 'unknown' | 'skipped'

/** How many findings a verdict lists; of the others, `more`, it tells how many there are. */
export const findingsListed = 100

type Outcome =
  | { state: 'pass' }
  | {
      state: 'fail'
      severity: Severity
      findings: Finding[]
      more?: number
      done?: string
      refused?: string
    }
  | { state: 'remedied'; done: string; before: Finding[] }
  | { state: 'unknown'; reason: string; hint: string }
  | { state: 'skipped'; reason: string }

/** What a run says of one check. `check` is its id, `title` the healthy state as a sentence. */
export type Verdict = {
  check: string
  title: string
  evidence: Evidence
  window: Window
} & Outcome

/** The worst severity among findings; the list must not be empty. */
export function worst(findings: Finding[]): Severity {
  return findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning'
}

/**
 * 0 all is well or remedied, 1 there are findings, 2 something could not be checked. What could not
 * be checked outweighs findings, because it may hide more of them.
 */
export function exitCode(verdicts: Verdict[]): 0 | 1 | 2 {
  const states = new Set(verdicts.map(({ state }) => state))
  if (states.has('unknown')) return 2
  return states.has('fail') ? 1 : 0
}
