import type { Metric } from '../metrics/metrics.ts'

/** A value that a check of the platform keeps, as `<check>/<part>` in the metrics. */
export type PlatformMetric = Pick<Metric, 'period' | 'unit'> & {
  check: string
  /** Its name, or what the names look like where there is a part for each function. */
  part: string | RegExp
  /** What it is called; `$1` is what the pattern caught. */
  title: string
}

/** A part for each hour of the week that a look saw, `<check>/<series>/<hour>`: told is the mean of them. */
export type HourlyMetric = Pick<Metric, 'period' | 'unit'> & {
  check: string
  series: string
  title: string
}

/** What is told of the platform, in this order. */
export const platformMetrics: PlatformMetric[] = [
  load('cpuShare', 'Processors busy'),
  load('diskWaitShare', 'Processors waiting for the disk'),
  load('memoryShare', 'Memory in use'),
  load('swapShare', 'Swap in use'),
  load('diskBusyShare', 'Disk busy'),
  { ...load('poolerClientsWaiting', 'Clients waiting for the pooler'), unit: 'count' },
  disk('usedBytes', 'Disk in use'),
  disk('sizeBytes', 'Size of the disk'),
  latency(/^(.+)\/calls$/, 'Calls of edge function $1', 'count'),
  latency(/^(.+)\/p50$/, 'Half of the calls of $1 took about'),
  latency(/^(.+)\/p95$/, 'One call in twenty of $1 took at least'),
  latency(/^(.+)\/p99$/, 'One call in a hundred of $1 took at least'),
]

/** What is told of the hours, after the others. */
export const hourlyMetrics: HourlyMetric[] = [
  hourly('api-usage-anomalies', 'requests', 'Requests to the API an hour, on average'),
  hourly('api-usage-anomalies', 'denied', 'Denied requests to the API an hour, on average'),
  hourly('sign-in-anomalies', 'failed', 'Refused sign-ins an hour, on average'),
]

function load(part: string, title: string): PlatformMetric {
  return { check: 'database-load', part, title, period: 'daily', unit: 'share' }
}

function disk(part: string, title: string): PlatformMetric {
  return { check: 'database-disk', part, title, period: 'daily', unit: 'bytes' }
}

function latency(
  part: RegExp,
  title: string,
  unit: Metric['unit'] = 'milliseconds',
): PlatformMetric {
  return { check: 'edge-function-latency', part, title, period: 'daily', unit }
}

function hourly(check: string, series: string, title: string): HourlyMetric {
  return { check, series, title, period: 'monthly', unit: 'count' }
}
