import type { Run, Severity, Verdict } from '@rollcall/core'

/** The instant at which the nth daily run of a test looks: 05:00 UTC of that day of March 2026. */
export const dailyAt = (day: number) => new Date(Date.UTC(2026, 2, day, 5)).toISOString()

/** One daily run, as `rollcall check --json` prints it. */
export function dailyRun(day: number, ...verdicts: Verdict[]): { run: Run; verdicts: Verdict[] } {
  const now = dailyAt(day)
  return {
    run: { checklist: 'daily', environment: 'production', startedAt: now, now },
    verdicts,
  }
}

const base = (check: string) => ({
  check,
  title: `All is well with ${check}`,
  evidence: { examined: 7 },
  window: { from: dailyAt(1), to: dailyAt(2) },
})

export const passing = (check: string): Verdict => ({ ...base(check), state: 'pass' })

/** A failure with a finding for each key. */
export function failing(
  check: string,
  keys = ['student/1'],
  severity: Severity = 'error',
): Verdict {
  const findings = keys.map((key) => ({
    key,
    severity,
    detail: `What ${key} is about is off.`,
    subject: {},
  }))
  return { ...base(check), state: 'fail', severity, findings }
}

export const remediedBy = (check: string, done: string): Verdict => ({
  ...base(check),
  state: 'remedied',
  done,
  before: [],
})

export const unknowing = (check: string): Verdict => ({
  ...base(check),
  state: 'unknown',
  reason: 'It was dark',
  hint: 'Make light.',
})

export const skipping = (check: string): Verdict => ({
  ...base(check),
  state: 'skipped',
  reason: 'Not here',
})
