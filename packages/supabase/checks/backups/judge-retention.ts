import type { Finding } from '@rollcall/core'
import { hoursBetween } from './hours.ts'
import type { Timeline } from './timeline.ts'

type Retention = {
  /** What the school wants, in days. */
  wanted: number
  /** What it pays for, in days, if that is known. */
  included: number | undefined
  /** When the project was made. */
  made: string
  now: string
  /** How much later than due a backup may come. */
  hours: number
}

/** Whether backups reach back as far as the school wants and as far as it pays for. */
export function judgeRetention({ oldest }: Timeline, retention: Retention): Finding[] {
  const { wanted, included = wanted, made, now, hours } = retention
  const findings: Finding[] = []
  if (included < wanted) findings.push(includedTooFew(included, wanted))
  const promised = Math.min(wanted, included)
  // When a day's backup has come, the oldest one is gone already.
  const hoursDue = Math.min(promised * 24, hoursBetween(made, now)) - hours
  if (oldest !== undefined && hoursBetween(oldest, now) < hoursDue) {
    findings.push(keptTooFew(oldest, promised))
  }
  return findings
}

function includedTooFew(included: number, wanted: number): Finding {
  return {
    key: 'retention/included',
    severity: 'warning',
    detail: `Backups are kept for ${included} days and wanted for ${wanted}: buy a longer time, or lower thresholds.backupRetentionDays.`,
    subject: { included, wanted },
  }
}

function keptTooFew(oldest: string, promised: number): Finding {
  return {
    key: 'retention/kept',
    severity: 'warning',
    detail: `The oldest backup is of ${oldest}, and ${promised} days are to be kept: see in the dashboard since when backups are made.`,
    subject: { oldest, promised },
  }
}
