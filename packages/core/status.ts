import { readFileSync } from 'node:fs'
import type { Check, Database } from './check.ts'
import { type MetricStatus, type Place, readMetrics } from './status/read-metrics.ts'
import type { State } from './verdict.ts'

export type { MetricStatus }

/** Where everything stands, by what the runs have kept. Instants are ISO 8601 in UTC. */
export type Status = {
  environment: string
  /** The newest run of each checklist. */
  runs: { checklist: string; now: string; lookedAs: string }[]
  /** The newest verdict of each check; `since`: from which run on it has been in that state. */
  checks: CheckStatus[]
  /** Checks that no run has looked at yet. */
  neverLooked: string[]
  /** The newest value of each metric, the platform's first. */
  metrics: MetricStatus[]
  /** False where the database is older than the metrics: `rollcall migrate` makes their table. */
  metricsKept: boolean
}

type CheckStatus = {
  check: string
  title: string
  place: Place
  state: State
  lookedAt: string
  since: string
  findings: number
  /** Why it is unknown or skipped. */
  reason: string | null
}

const sql = (name: string) => readFileSync(new URL(`./status/${name}.sql`, import.meta.url), 'utf8')
const queries = { runs: sql('runs'), checks: sql('checks') }

type Known = Pick<Check, 'id' | 'outside'>

/**
 * Reads where everything stood at `now`, also in a database that an older Rollcall migrated.
 * @param known every check that runs look at, in the order in which they are told.
 */
export async function readStatus(
  database: Database,
  environment: string,
  now: string,
  known: Known[],
): Promise<Status> {
  const values = [environment, now]
  const { rows: runs } = await database.query<Status['runs'][number]>(queries.runs, values)
  const { rows } = await database.query<Omit<CheckStatus, 'place'>>(queries.checks, values)
  const metrics = await readMetrics(database, environment, now)
  const checks = rows
    .map((row) => checkStatus(row, known))
    .toSorted((a, b) => order(a.check, known) - order(b.check, known))
  const looked = new Set(checks.map(({ check }) => check))
  return {
    environment,
    runs: runs.map((run) => ({ ...run, now: iso(run.now) })),
    checks,
    neverLooked: known.map(({ id }) => id).filter((id) => !looked.has(id)),
    metrics: metrics ?? [],
    metricsKept: metrics !== undefined,
  }
}

function checkStatus(row: Omit<CheckStatus, 'place'>, known: Known[]): CheckStatus {
  const { outside } = known.find(({ id }) => id === row.check) ?? {}
  const { check, title, ...rest } = row
  const place = outside ? 'platform' : 'database'
  return { check, title, place, ...rest, lookedAt: iso(row.lookedAt), since: iso(row.since) }
}

/** A check that is no longer there comes last. */
function order(check: string, known: Known[]): number {
  const found = known.findIndex(({ id }) => id === check)
  return found === -1 ? known.length : found
}

function iso(instant: string): string {
  return new Date(instant).toISOString()
}
