import type { Evidence } from '@rollcall/core'
import type { Platform } from '../platform.ts'
import { askParts, judged } from './ask-parts.ts'
import { hoursBetween } from './backups/hours.ts'
import { includedContinuously, includedInPlan } from './backups/included.ts'
import { judgeAge } from './backups/judge-age.ts'
import { judgeRetention } from './backups/judge-retention.ts'
import { judgeGaps, judgeOutcome } from './backups/judge-series.ts'
import { type Timeline, timelineOf } from './backups/timeline.ts'
import { platformCheck } from './platform-check.ts'

/**
 * Backups that are too old, failed, lack in between or reach back too shortly. Of physical backups
 * and point-in-time recovery Supabase need not list any; then their range counts.
 */
export const backupsFresh = platformCheck(import.meta, {
  title: 'The newest backup is fresh, none lacks, and they reach back as far as they should',
  async look({ platform, now, config: { thresholds } }) {
    const { backupAgeHours: hours, backupRetentionDays: wanted } = thresholds
    const { created_at: made } = await platform.project()
    const { answers, unseen } = await askBackups(platform)
    const { included, backups } = answers
    if (included?.state === 'none') return judged([withoutBackups], { examined: 1 }, unseen)
    if (!backups) return judged([], { examined: 0 }, unseen)
    const timeline = timelineOf(backups, { from: made, to: now })
    const age = judgeAge(timeline, { made, now, hours })
    const days = included?.days
    return judged(
      [
        ...age.findings,
        ...judgeOutcome(timeline),
        ...judgeGaps(timeline, hours),
        ...judgeRetention(timeline, { wanted, included: days, made, now, hours }),
      ],
      { ...evidenceOf(timeline, now), wantedDays: wanted, includedDays: days ?? null, made },
      [...unseen, ...age.unseen],
    )
  },
})

/** The plan counts also for continuous backups: without it there are none. */
function askBackups(platform: Platform) {
  return askParts({
    backups: platform.backups,
    included: async () => {
      const inPlan = await includedInPlan(platform)
      const { pitr_enabled: isContinuous } = await platform.backups()
      return isContinuous && inPlan.state === 'some' ? includedContinuously(platform) : inPlan
    },
  })
}

const withoutBackups = {
  key: 'plan',
  severity: 'error' as const,
  detail:
    "The organization's plan includes no backup that can be restored: upgrade it, or save the database elsewhere and skip this check in the configuration with that reason.",
  subject: {},
}

function evidenceOf(timeline: Timeline, now: string): Evidence {
  const { kind, statuses, newest, oldest, completed, impossible } = timeline
  const listed = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  return {
    examined: listed > 0 || newest === undefined ? listed : 1,
    kind,
    statuses,
    completed: completed.length,
    newest: newest ?? null,
    oldest: oldest ?? null,
    ageHours: newest === undefined ? null : Math.floor(hoursBetween(newest, now)),
    ...(impossible > 0 ? { impossibleTimes: impossible } : {}),
  }
}
