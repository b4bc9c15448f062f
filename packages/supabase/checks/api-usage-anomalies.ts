import type { Finding } from '@rollcall/core'
import { logQueries } from '../logs/queries.ts'
import { seriesOf } from './history.ts'
import {
  baseline,
  type Compared,
  comparedHours,
  type Hour,
  hourOfWeek,
  hoursListed,
  hoursOf,
  saidHour,
  saidUsual,
  sum,
} from './hours-of-week.ts'
import { type Measured, measuredCheck } from './measured-check.ts'
import { concluded, obstacleIn, provenLogs } from './proven-logs.ts'

/** How far back the same hour of former weeks is looked for, in days. */
const historyDays = 120

/**
 * Requests to the API that were denied more often, or came in far greater or smaller numbers, than
 * in the same hour of former weeks.
 */
export const apiUsageAnomalies = measuredCheck(import.meta, {
  title: 'The API is used as it usually is, and denies no more than usual',
  async look(context) {
    const { thresholds } = context.config
    const limits = {
      denied: thresholds.deniedRequestsPerHour,
      volume: thresholds.apiRequestsPerHour,
      factor: thresholds.anomalyFactor,
    }
    const { platform } = context
    const proof = await provenLogs(context)
    const { rows, complete } = await platform.logs(proof.window, logQueries.apiRequests)
    const history = await seriesOf(context, 'api-usage-anomalies', historyDays)
    const former = history ?? new Map()
    const requests = hoursOf(rows, proof.window)
    const denied = hoursOf(rows.filter(isDenied), proof.window)
    const volumes = comparedHours(requests.whole, former, 'requests')
    const findings = [
      ...deniedOften(comparedHours(denied.all, former, 'denied'), limits),
      ...rush(comparedHours(requests.all, former, 'requests'), limits),
      ...lull(volumes, limits),
    ]
    const evidence = {
      requests: sum(rows),
      denied: sum(rows.filter(isDenied)),
      baseline: baseline(volumes, history),
    }
    const obstacle = obstacleIn({ complete }, sum(rows.filter(({ status }) => status === 0)))
    const isSeen = !obstacle && !proof.gap
    const measured = isSeen ? measuredOf(requests.whole, denied.whole) : {}
    return { ...concluded(proof, { findings, evidence, obstacle }), measured }
  },
})

type Limits = { denied: number; volume: number; factor: number }

function isDenied({ status }: { status: number }): boolean {
  return status === 401 || status === 403 || status === 429
}

function deniedOften(hours: Compared[], { denied, factor }: Limits): Finding[] {
  const unusual = hours.filter(({ count, usual = 0 }) => count >= Math.max(denied, usual * factor))
  return named('denied-requests', unusual, 'requests were denied', 10 * denied)
}

/** How much is much is only known beside former weeks. */
function rush(hours: Compared[], { volume, factor }: Limits): Finding[] {
  const unusual = hours.filter(
    ({ count, usual }) => usual !== undefined && count >= Math.max(volume, usual * factor),
  )
  return named('volume/high', unusual, 'requests came')
}

/** So few that whoever usually asks can't: only in hours in which many usually come. */
function lull(hours: Compared[], { volume, factor }: Limits): Finding[] {
  const unusual = hours.filter(
    ({ count, usual }) => usual !== undefined && usual >= volume && count * factor <= usual,
  )
  const [least] = unusual.toSorted((a, b) => a.count - b.count)
  return named('volume/low', unusual, 'requests came', undefined, least)
}

/** One finding for all hours of a kind, named by the worst. */
function named(
  key: string,
  unusual: Compared[],
  what: string,
  errorFrom = Number.POSITIVE_INFINITY,
  worst = unusual.toSorted((a, b) => b.count - a.count)[0],
): Finding[] {
  if (!worst) return []
  return [
    {
      key,
      severity: worst.count >= errorFrom ? 'error' : 'warning',
      detail: `${worst.count} ${what} in ${saidHour(worst.from)} (${saidUsual(worst)}), and it was unusual in ${unusual.length} hours in all.`,
      subject: {
        hours: hoursListed(unusual),
      },
    },
  ]
}

function measuredOf(requests: Hour[], denied: Hour[]): Measured {
  return Object.fromEntries([
    ...requests.map(({ from, count }) => [`requests/${hourOfWeek(from)}`, count]),
    ...denied.map(({ from, count }) => [`denied/${hourOfWeek(from)}`, count]),
  ])
}
