import type { Finding } from '@rollcall/core'
import { hoursBetween } from './hours.ts'
import type { Timeline } from './timeline.ts'

/** Attempts that failed after the newest backup; one that a later backup made good is no finding. */
export function judgeOutcome({ failed, newest }: Timeline): Finding[] {
  const since = failed.filter((at) => newest !== undefined && at > newest)
  const last = since.at(-1)
  if (last === undefined) return []
  const attempts = since.length === 1 ? 'A backup' : `${since.length} backups`
  return [
    {
      key: 'outcome',
      severity: 'error',
      detail: `${attempts} failed since the newest that succeeded, the last at ${last}: see in the dashboard why.`,
      subject: { failed: since },
    },
  ]
}

/** The pairs of daily backups between which one or more are lacking. */
export function judgeGaps({ kind, completed }: Timeline, hours: number): Finding[] {
  if (kind === 'continuous') return []
  return completed.flatMap((to, index) => {
    const from = completed[index - 1]
    if (from === undefined || hoursBetween(from, to) <= hours) return []
    const length = Math.floor(hoursBetween(from, to))
    return [
      {
        key: `gap/${from.slice(0, 10)}`,
        severity: 'warning',
        detail: `Between the backups of ${from} and ${to} lie ${length} hours without one: what changed and was lost then can't be restored.`,
        subject: { from, to },
      },
    ]
  })
}
