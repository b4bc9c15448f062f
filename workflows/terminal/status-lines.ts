import type { MetricStatus, Status } from '@rollcall/core'
import { knownChecks } from '../checklists.ts'
import { count, printable, style } from './print.ts'
import { marks } from './verdicts.ts'

type CheckStatus = Status['checks'][number]
type Place = CheckStatus['place']

/** Whether the platform would be looked at from here, and if not, why. */
export type PlatformStanding =
  | { state: 'ready'; ref: string }
  | { state: 'skipped' | 'unknown'; reason: string }

export type WholeStatus = Status & { platform: PlatformStanding }

const platformChecks = new Set(knownChecks.filter(({ outside }) => outside).map(({ id }) => id))

/** The checks of a place that no run has looked at and that are not skipped from here. */
export function neverLookedAt({ neverLooked, platform }: WholeStatus, place: Place): string[] {
  if (place === 'platform' && platform.state === 'skipped') return []
  return neverLooked.filter((check) => platformChecks.has(check) === (place === 'platform'))
}

/** Where everything stands, for a person: the runs, then the platform and the database on one screen. */
export function statusLines(status: WholeStatus, now: string): string[] {
  const { environment, runs, metricsKept } = status
  return [
    style('bold', `Runs (${environment})`),
    ...(runs.length === 0 ? ['  none yet: `rollcall check all` makes the first'] : []),
    ...runs.map((run) => `  ${run.checklist.padEnd(10)} ${run.now}`),
    '',
    style('bold', platformHeading(status.platform)),
    ...platformLines(status),
    ...placeLines(status, 'platform', now),
    '',
    style('bold', 'Database'),
    ...placeLines(status, 'database', now),
    ...(metricsKept
      ? []
      : [`  ${marks.unknown} no metrics are kept yet: run \`rollcall migrate\``]),
  ]
}

function platformHeading(platform: PlatformStanding): string {
  return platform.state === 'ready' ? `Platform (project ${platform.ref})` : 'Platform'
}

/** Why it isn't looked at from here, unless its checks say the same. */
function platformLines({ platform, checks }: WholeStatus): string[] {
  if (platform.state === 'ready') return []
  const { state, reason } = platform
  if (checks.some((each) => each.reason === reason)) return []
  return [
    `  ${marks[state]} ${state === 'skipped' ? 'skipped' : 'could not be looked at'}: ${reason}`,
  ]
}

function placeLines(status: WholeStatus, place: Place, now: string): string[] {
  const never = neverLookedAt(status, place)
  const checks = status.checks.filter((each) => each.place === place)
  const metrics = status.metrics.filter((each) => each.place === place)
  const skipped = checks.filter(({ state }) => state === 'skipped')
  return [
    ...checks.filter(({ state }) => state !== 'skipped').map(checkLine),
    ...[...Map.groupBy(skipped, ({ reason }) => reason)].map(skippedLine),
    ...(never.length > 0 ? [`  ${marks.unknown} never looked at: ${never.join(', ')}`] : []),
    ...metrics.map((metric) => metricLine(metric, now)),
  ]
}

function checkLine({ check, state, since, findings }: CheckStatus): string {
  const found = findings > 0 ? `, ${count(findings, 'finding')}` : ''
  return `  ${marks[state]} ${check} ${style('dim', `${state} since ${since}${found}`)}`
}

/** Those that are skipped for one reason share a line. */
function skippedLine([reason, checks]: [string | null, CheckStatus[]]): string {
  const names = checks.map(({ check }) => check).join(', ')
  return `  ${marks.skipped} ${names} ${style('dim', `skipped: ${printable(reason ?? 'no reason is kept')}`)}`
}

function metricLine(metric: MetricStatus, now: string): string {
  const { title, value, previous, period, unit, measuredAt } = metric
  const change =
    previous === null
      ? ''
      : `, ${difference(value - previous, unit)} against the ${before[period]} before`
  return `  ${printable(title)}: ${style('bold', amount(value, unit))} ${style('dim', `(${age(measuredAt, now)}${change})`)}`
}

const before = { daily: 'day', weekly: 'week', monthly: 'month' }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago something was measured. */
function age(measuredAt: string, now: string): string {
  const passed = Date.parse(now) - Date.parse(measuredAt)
  if (passed < minute) return 'just measured'
  if (passed < 2 * hour) return `${count(Math.floor(passed / minute), 'minute')} ago`
  if (passed < 2 * day) return `${count(Math.floor(passed / hour), 'hour')} ago`
  return `${count(Math.floor(passed / day), 'day')} ago`
}

function difference(change: number, unit: MetricStatus['unit']): string {
  if (change === 0) return 'the same'
  return `${change > 0 ? '+' : '−'}${amount(Math.abs(change), unit)}`
}

function amount(value: number, unit: MetricStatus['unit']): string {
  switch (unit) {
    case 'count':
      return value.toLocaleString('en', { maximumFractionDigits: 1 })
    case 'milliseconds':
      return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ms`
    case 'seconds':
      return value < 172_800
        ? count(Math.round(value / 3_600), 'hour')
        : count(Math.round(value / 86_400), 'day')
    case 'share':
      return `${(value * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`
    case 'bytes':
      return `${(value / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
  }
}
