import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import type { Config } from '../config.ts'
import type { Verdict } from '../verdict.ts'

type Period = 'daily' | 'weekly' | 'monthly'

/** One of the document's metrics. Of a distribution each part is a series, named `<id>/<part>`. */
export type Metric = {
  id: string
  title: string
  period: Period
  unit: 'count' | 'milliseconds' | 'seconds' | 'share' | 'bytes'
}

/** Every metric of the document's "Monitoring Dashboard", in its order. */
export const allMetrics: Metric[] = [
  metric('daily', 'classes-created-today', 'Classes created today'),
  metric('daily', 'students-with-missing-classes', 'Students with missing classes'),
  metric('daily', 'failed-generations-today', 'Failed generations today'),
  metric('daily', 'generation-time-average', 'Average generation time today', 'milliseconds'),
  metric('weekly', 'classes-generated-this-week', 'Classes generated this week'),
  metric('weekly', 'students-processed-this-week', 'Students processed by the weekly generation'),
  metric('weekly', 'duplicates-removed-this-week', 'Duplicate classes removed this week'),
  metric('weekly', 'database-uptime', 'Uptime of the database', 'seconds'),
  metric('weekly', 'availability', 'Share of looks this week that could see', 'share'),
  metric('monthly', 'classes-total', 'Classes in all'),
  metric('monthly', 'classes-by-status', 'Classes by status'),
  metric('monthly', 'classes-by-payment', 'Classes by payment status'),
  metric('monthly', 'database-size', 'Size of the database', 'bytes'),
]

function metric(period: Period, id: string, title: string, unit: Metric['unit'] = 'count'): Metric {
  return { id, title, period, unit }
}

/** A measured value; `metric` is a metric's id, or `<id>/<part>`. */
export type Measurement = { metric: string; value: number }

type MeasureOptions = {
  now: string
  config: Config
  /** What the run found: what a check has counted isn't counted again. */
  verdicts: Verdict[]
}

const periods: Record<Period, { sql: string; parameters: (options: MeasureOptions) => unknown[] }> =
  {
    daily: {
      sql: query('daily'),
      parameters: ({ now }) => [now],
    },
    weekly: {
      sql: query('weekly'),
      parameters: ({ now, config }) => [now, config.environment],
    },
    monthly: { sql: query('monthly'), parameters: ({ now }) => [now] },
  }

function query(period: Period): string {
  return readFileSync(new URL(`./${period}.sql`, import.meta.url), 'utf8')
}

/**
 * Measures the metrics of a checklist, of `all` for all three. Other names have none. What has no
 * value, as an average of nothing, is left out.
 */
export async function measure(
  database: Database,
  checklist: string,
  options: MeasureOptions,
): Promise<Measurement[]> {
  const measured: Measurement[] = []
  for (const [period, { sql, parameters }] of Object.entries(periods)) {
    if (checklist !== period && checklist !== 'all') continue
    const { rows } = await database.query<{ metric: string; value: number | null }>(
      sql,
      parameters(options),
    )
    for (const { metric, value } of rows) {
      if (value !== null) measured.push({ metric, value: Number(value) })
    }
    if (period === 'daily') measured.push(...studentsWithMissingClasses(options.verdicts))
  }
  return measured
}

/** The check has a finding for each of these students. Where it could not look there is no value. */
function studentsWithMissingClasses(verdicts: Verdict[]): Measurement[] {
  const verdict = verdicts.find(({ check }) => check === 'missing-classes')
  const metric = 'students-with-missing-classes'
  switch (verdict?.state) {
    case 'pass':
    case 'remedied':
      return [{ metric, value: 0 }]
    case 'fail':
      return [{ metric, value: verdict.findings.length + (verdict.more ?? 0) }]
    default:
      return []
  }
}
