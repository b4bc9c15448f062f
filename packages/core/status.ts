import { readFileSync } from 'node:fs'
import type { Check, Database } from './check.ts'
import { allMetrics, type Metric } from './metrics/metrics.ts'
import type { State } from './verdict.ts'

/** Where everything stands, by what the runs have kept. Instants are ISO 8601 in UTC. */
export type Status = {
  environment: string
  /** The newest run of each checklist. */
  runs: { checklist: string; now: string; lookedAs: string }[]
  /** The newest verdict of each check; `since`: from which run on it has been in that state. */
  checks: {
    check: string
    title: string
    state: State
    lookedAt: string
    since: string
    findings: number
  }[]
  /** Checks that no run has looked at yet. */
  neverLooked: string[]
  /** The newest value of each metric; `previous` is the one of a period before, if there is one. */
  metrics: MetricStatus[]
}

export type MetricStatus = {
  metric: string
  title: string
  period: Metric['period']
  unit: Metric['unit']
  value: number
  measuredAt: string
  previous: number | null
  previousAt: string | null
}

const sql = (name: string) => readFileSync(new URL(`./status/${name}.sql`, import.meta.url), 'utf8')
const queries = { runs: sql('runs'), checks: sql('checks'), metrics: sql('metrics') }

/**
 * Reads where everything stood at `now`.
 * @param known every check that runs look at, in the order in which they are told.
 */
export async function readStatus(
  database: Database,
  environment: string,
  now: string,
  known: Pick<Check, 'id'>[],
): Promise<Status> {
  const values = [environment, now]
  const { rows: runs } = await database.query<Status['runs'][number]>(queries.runs, values)
  const { rows: checks } = await database.query<Status['checks'][number]>(queries.checks, values)
  const { rows: metrics } = await database.query<Measured>(queries.metrics, [
    ...values,
    JSON.stringify(Object.fromEntries(allMetrics.map(({ id, period }) => [id, period]))),
  ])
  const looked = new Set(checks.map(({ check }) => check))
  return {
    environment,
    runs: runs.map((run) => ({ ...run, now: iso(run.now) })),
    checks: checks
      .map((each) => ({ ...each, lookedAt: iso(each.lookedAt), since: iso(each.since) }))
      .toSorted((a, b) => place(a.check, known) - place(b.check, known)),
    neverLooked: known.map(({ id }) => id).filter((id) => !looked.has(id)),
    metrics: allMetrics.flatMap((metric) =>
      metrics.filter(({ id }) => id === metric.id).map((measured) => series(metric, measured)),
    ),
  }
}

type Measured = {
  id: string
  metric: string
  value: string
  measuredAt: string
  previous: string | null
  previousAt: string | null
}

function series(metric: Metric, measured: Measured): MetricStatus {
  const part = measured.metric.slice(metric.id.length + 1)
  return {
    metric: measured.metric,
    title: part ? `${metric.title}: ${part}` : metric.title,
    period: metric.period,
    unit: metric.unit,
    value: Number(measured.value),
    measuredAt: iso(measured.measuredAt),
    previous: measured.previous === null ? null : Number(measured.previous),
    previousAt: measured.previousAt === null ? null : iso(measured.previousAt),
  }
}

/** A check that is no longer there comes last. */
function place(check: string, known: Pick<Check, 'id'>[]): number {
  const found = known.findIndex(({ id }) => id === check)
  return found === -1 ? known.length : found
}

const iso = (instant: string) => new Date(instant).toISOString()
