import type { Sample } from './parse-metrics.ts'

/** What two scrapes say of the database's machine. Undefined is what they don't say. */
export type Load = {
  /** Of all processors between the scrapes, 0 to 1; undefined too when no counter has moved. */
  cpuBusy?: number | undefined
  /** Of the time that the processors had, how much they waited for the disk, 0 to 1. */
  cpuWaiting?: number | undefined
  /** Seconds between the scrapes, by the processors' own counters. */
  seconds?: number | undefined
  memoryBytes?: number | undefined
  memoryAvailableBytes?: number | undefined
  swapBytes?: number | undefined
  swapUsedBytes?: number | undefined
  /** The disk with the data. */
  disk?: { bytes: number; availableBytes: number } | undefined
  /** How much of the time the busiest disk was busy, 0 to 1. */
  diskBusy?: number | undefined
  /** Clients that wait for a connection of the dedicated pooler. */
  poolerClientsWaiting?: number | undefined
  databaseReadOnly?: boolean | undefined
}

/** What the series of the primary database say; other services and read replicas have series too. */
export function loadBetween(earlier: Sample[], later: Sample[], ref: string): Load {
  const before = reader(earlier, ref)
  const now = reader(later, ref)
  const processors = cpuBetween(before, now)
  const swap = now.one('node_memory_SwapTotal_bytes')
  const swapFree = now.one('node_memory_SwapFree_bytes')
  const readOnly = now.one('pg_settings_default_transaction_read_only')
  return {
    ...processors,
    memoryBytes: now.one('node_memory_MemTotal_bytes'),
    memoryAvailableBytes: now.one('node_memory_MemAvailable_bytes'),
    swapBytes: swap,
    swapUsedBytes: swap === undefined || swapFree === undefined ? undefined : swap - swapFree,
    disk: diskOf(now),
    diskBusy: diskBusyBetween(before, now, processors.seconds),
    poolerClientsWaiting: now.sum('pgbouncer_pools_client_waiting_connections'),
    databaseReadOnly: readOnly === undefined ? undefined : readOnly !== 0,
  }
}

type Reader = ReturnType<typeof reader>

/** A read replica's identifier is its own; the primary's is the ref of the project. */
function isOfPrimary({ labels }: Sample, ref: string): boolean {
  return (labels.supabase_identifier ?? ref) === (labels.supabase_project_ref ?? ref)
}

function reader(samples: Sample[], ref: string) {
  const ours = samples.filter((each) => isOfPrimary(each, ref) && Number.isFinite(each.value))
  const all = (name: string) => ours.filter((each) => each.name === name)
  return {
    all,
    one: (name: string) => all(name)[0]?.value,
    sum: (name: string) => {
      const values = all(name).map(({ value }) => value)
      return values.length > 0 ? values.reduce((a, b) => a + b, 0) : undefined
    },
  }
}

/** By mode, so that the time between the scrapes need not be known; a restart sets counters back. */
function cpuBetween(before: Reader, now: Reader) {
  const name = 'node_cpu_seconds_total'
  const earlier = new Map(before.all(name).map(({ labels, value }) => [cpuKey(labels), value]))
  let total = 0
  let idle = 0
  let waiting = 0
  for (const { labels, value } of now.all(name)) {
    const moved = value - (earlier.get(cpuKey(labels)) ?? Number.NaN)
    if (!(moved >= 0)) return {}
    total += moved
    if (labels.mode === 'idle') idle += moved
    if (labels.mode === 'iowait') waiting += moved
  }
  if (total === 0) return {}
  const processors = new Set(now.all(name).map(({ labels }) => labels.cpu)).size
  return {
    cpuBusy: (total - idle - waiting) / total,
    cpuWaiting: waiting / total,
    seconds: total / processors,
  }
}

function cpuKey({ cpu, mode }: Record<string, string>): string {
  return `${cpu}/${mode}`
}

function diskOf(now: Reader): Load['disk'] {
  const at = (name: string) =>
    now.all(name).find(({ labels }) => labels.mountpoint === '/data')?.value
  const bytes = at('node_filesystem_size_bytes')
  const availableBytes = at('node_filesystem_avail_bytes')
  return bytes && availableBytes !== undefined ? { bytes, availableBytes } : undefined
}

function diskBusyBetween(before: Reader, now: Reader, seconds = 0): number | undefined {
  const name = 'node_disk_io_time_seconds_total'
  const earlier = new Map(before.all(name).map(({ labels, value }) => [labels.device, value]))
  const busy = now
    .all(name)
    .map(({ labels, value }) => (value - (earlier.get(labels.device) ?? Number.NaN)) / seconds)
    .filter((share) => Number.isFinite(share) && share >= 0)
  return busy.length > 0 ? Math.min(1, Math.max(...busy)) : undefined
}
