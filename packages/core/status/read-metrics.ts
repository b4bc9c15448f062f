import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { allMetrics, type Metric } from '../metrics/metrics.ts'
import {
  type HourlyMetric,
  hourlyMetrics,
  type PlatformMetric,
  platformMetrics,
} from './platform-metrics.ts'

/** What a check looks at: the project on the platform from outside, or its database. */
export type Place = 'platform' | 'database'

/** The newest value of a metric; `previous` is the one of a period before, if there is one. */
export type MetricStatus = {
  place: Place
  metric: string
  title: string
  period: Metric['period']
  unit: Metric['unit']
  value: number
  measuredAt: string
  previous: number | null
  previousAt: string | null
}

type Row = {
  id: string
  metric: string
  value: string
  measuredAt: string
  previous: string | null
  previousAt: string | null
}

type Measured = Pick<MetricStatus, 'value' | 'measuredAt' | 'previous' | 'previousAt'>

const query = readFileSync(new URL('metrics.sql', import.meta.url), 'utf8')

const periods = Object.fromEntries([
  ...allMetrics.map(({ id, period }) => [id, period]),
  ...[...platformMetrics, ...hourlyMetrics].map(({ check, period }) => [check, period]),
])

/**
 * The newest values at `now`, the platform's first. Undefined where the database is older than the
 * metrics, and keeps none.
 */
export async function readMetrics(
  database: Database,
  environment: string,
  now: string,
): Promise<MetricStatus[] | undefined> {
  if (!(await keepsMetrics(database))) return undefined
  const { rows } = await database.query<Row>(query, [environment, now, JSON.stringify(periods)])
  return [
    ...platformMetrics.flatMap((metric) => ofPlatform(metric, rows)),
    ...hourlyMetrics.flatMap((metric) => ofHours(metric, rows)),
    ...allMetrics.flatMap((metric) => ofDatabase(metric, rows)),
  ]
}

async function keepsMetrics(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ there: boolean }>(
    `select exists (
       select from pg_catalog.pg_class as c
       join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
       where n.nspname = 'rollcall' and c.relname = 'metrics'
     ) as there`,
  )
  return rows[0]?.there === true
}

/** Of a distribution each part is told. */
function ofDatabase({ id, title, period, unit }: Metric, rows: Row[]): MetricStatus[] {
  return rows
    .filter((row) => row.id === id)
    .map((row) => {
      const part = row.metric.slice(id.length + 1)
      const told = part ? `${title}: ${part}` : title
      return { place: 'database', metric: row.metric, title: told, period, unit, ...measured(row) }
    })
}

/** Each part is told that is called so. */
function ofPlatform({ check, part, title, period, unit }: PlatformMetric, rows: Row[]) {
  return rows
    .map((row) => ({ row, name: row.metric.slice(check.length + 1) }))
    .filter(({ row, name }) => row.id === check && isCalled(name, part))
    .map(({ row, name }): MetricStatus => {
      const told = name.replace(part, title)
      return {
        place: 'platform',
        metric: row.metric,
        title: told,
        period,
        unit,
        ...measured(row),
      }
    })
}

function isCalled(name: string, part: string | RegExp): boolean {
  return typeof part === 'string' ? name === part : part.test(name)
}

function ofHours({ check, series, title, period, unit }: HourlyMetric, rows: Row[]) {
  const metric = `${check}/${series}`
  const hour = ofAnHour(rows.filter((row) => row.metric.startsWith(`${metric}/`)))
  const told: MetricStatus[] = hour
    ? [{ place: 'platform', metric, title, period, unit, ...hour }]
    : []
  return told
}

/** The mean over the hours that the newest look saw, beside the mean of the same hours a period before. */
function ofAnHour(rows: Row[]): Measured | undefined {
  const all = rows.map(measured)
  const newest = all.map(({ measuredAt }) => measuredAt).sort()
  const measuredAt = newest.at(-1)
  if (measuredAt === undefined) return undefined
  const seen = all.filter((each) => each.measuredAt === measuredAt)
  const before = seen.filter(({ previous }) => previous !== null)
  return {
    value: mean(seen.map(({ value }) => value)),
    measuredAt,
    previous: before.length > 0 ? mean(before.map(({ previous }) => Number(previous))) : null,
    previousAt:
      before
        .map(({ previousAt }) => String(previousAt))
        .sort()
        .at(-1) ?? null,
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function measured({ value, measuredAt, previous, previousAt }: Row): Measured {
  return {
    value: Number(value),
    measuredAt: iso(measuredAt),
    previous: previous === null ? null : Number(previous),
    previousAt: previousAt === null ? null : iso(previousAt),
  }
}

function iso(instant: string): string {
  return new Date(instant).toISOString()
}
