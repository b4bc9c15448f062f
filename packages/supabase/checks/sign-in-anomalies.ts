import type { Finding } from '@rollcall/core'
import { logQueries } from '../logs/queries.ts'
import { type Kept, seriesOf } from './history.ts'
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

/** How far back the same hour of former weeks and known countries are looked for, in days. */
const historyDays = 120

/**
 * Sign-ins that were refused more often than in the same hour of former weeks, and countries from
 * which nobody signed in before. Whose they were and which addresses they came from is not read.
 */
export const signInAnomalies = measuredCheck(import.meta, {
  title: 'Sign-ins are refused no more than usual, and come from where they always came',
  async look(context) {
    const { thresholds } = context.config
    const limits = {
      failures: thresholds.signInFailuresPerHour,
      factor: thresholds.anomalyFactor,
      origin: thresholds.unusualOriginSignIns,
    }
    const { platform } = context
    const proof = await provenLogs(context)
    const { rows, complete } = await platform.logs(proof.window, logQueries.signInRequests)
    const history = await seriesOf(context, 'sign-in-anomalies', historyDays)
    const failed = hoursOf(rows.filter(isRefused), proof.window)
    const compared = comparedHours(failed.all, history ?? new Map(), 'failed')
    const origins = originsOf(rows)
    const unusual = unusualOrigins(origins, history, limits.origin)
    const findings = [...guessing(compared, limits), ...unusual]
    const evidence = {
      requests: sum(rows),
      refused: sum(rows.filter(isRefused)),
      countries: Object.fromEntries(origins.map((each) => [each.country, each.requests])),
      countriesKnownBefore: knownCountries(history).length,
      baseline: baseline(compared, history),
    }
    const obstacle = obstacleIn({ complete }, sum(rows.filter(({ status }) => status === 0)))
    const measured = obstacle || proof.gap ? {} : measuredOf(failed.whole, origins)
    return { ...concluded(proof, { findings, evidence, obstacle }), measured }
  },
})

type Row = { hour: string; country: string; status: number; requests: number }
type Origin = { country: string; requests: number; refused: number }

function isRefused({ status }: Row): boolean {
  return status >= 400 && status < 500
}

/** One finding for all hours, named by the worst: the hours of one attack are one thing. */
function guessing(hours: Compared[], limits: { failures: number; factor: number }): Finding[] {
  const unusual = hours.filter(
    ({ count, usual = 0 }) => count >= Math.max(limits.failures, usual * limits.factor),
  )
  const [worst] = unusual.toSorted((a, b) => b.count - a.count)
  if (!worst) return []
  return [
    {
      key: 'refused-sign-ins',
      severity: worst.count >= 10 * limits.failures ? 'error' : 'warning',
      detail: `${worst.count} sign-ins were refused in ${saidHour(worst.from)} (${saidUsual(worst)}), and unusually many in ${unusual.length} hours in all.`,
      subject: {
        hours: hoursListed(unusual),
      },
    },
  ]
}

/** By country, the busiest first; what is no code of one is told as `unknown`. */
function originsOf(rows: Row[]): Origin[] {
  const groups = Map.groupBy(rows, ({ country }) =>
    /^[A-Z][A-Z0-9]$/.test(country) ? country : 'unknown',
  )
  return [...groups]
    .map(([country, own]) => ({
      country,
      requests: sum(own),
      refused: sum(own.filter(isRefused)),
    }))
    .sort((a, b) => b.requests - a.requests || a.country.localeCompare(b.country))
}

function knownCountries(history: Map<string, Kept[]> | undefined): string[] {
  return [...(history?.keys() ?? [])]
    .filter((part) => part.startsWith('origin/'))
    .map((part) => part.slice('origin/'.length))
}

/** The first look that could keep what it saw learns the countries; only later ones judge. */
function unusualOrigins(
  origins: Origin[],
  history: Map<string, Kept[]> | undefined,
  fewest: number,
): Finding[] {
  const known = knownCountries(history)
  if (known.length === 0) return []
  return origins
    .filter(({ country, requests }) => !known.includes(country) && requests >= fewest)
    .map(({ country, requests, refused }) => ({
      key: `origin/${country}`,
      severity: 'warning',
      detail: `${requests} sign-ins were tried from a country from which none came before (${country}); ${refused} were refused.`,
      subject: { country, requests, refused },
    }))
}

function measuredOf(hours: Hour[], origins: Origin[]): Measured {
  return Object.fromEntries([
    ...hours.map(({ from, count }) => [`failed/${hourOfWeek(from)}`, count]),
    ...origins.map(({ country, requests }) => [`origin/${country}`, requests]),
  ])
}
