import { readFileSync } from 'node:fs'
import type { Project } from '../world.ts'
import type { Load } from './load.ts'

const gigabyte = 1024 ** 3
const memory = gigabyte
const swap = gigabyte

type Labels = Record<string, string>
type Measure = (project: Project, labels: Labels) => number

/** One series of a body: its name and labels as text, and which value is its. */
type Series = { name: string; labels: Labels; text: string }

const lines = readFileSync(new URL('series.prom', import.meta.url), 'utf8')
  .trim()
  .split('\n')

const processors = 2

/** The share of a processor's time in each mode; what is left is idle. */
const modes: Record<string, (load: Load) => number> = {
  user: ({ cpu }) => cpu * 0.7,
  system: ({ cpu }) => cpu * 0.25,
  softirq: ({ cpu }) => cpu * 0.05,
  iowait: ({ ioWait }) => ioWait,
  idle: ({ cpu, ioWait }) => Math.max(0, 1 - cpu - ioWait),
}

const nothing = () => 0

/** The values of the series by name; a name that isn't here counts nothing. */
const measures: Record<string, Measure> = {
  node_cpu_seconds_total: ({ load }, { mode = '' }) => load.counted(modes[mode] ?? nothing),
  node_cpu_online: () => 1,
  node_load1: runnable,
  node_load5: runnable,
  node_load15: runnable,
  node_memory_MemTotal_bytes: () => memory,
  node_memory_MemFree_bytes: ({ load }) => memory * (1 - load.current().memory) * 0.3,
  node_memory_MemAvailable_bytes: ({ load }) => memory * (1 - load.current().memory),
  node_memory_Cached_bytes: ({ load }) => memory * (1 - load.current().memory) * 0.6,
  node_memory_Buffers_bytes: ({ load }) => memory * (1 - load.current().memory) * 0.1,
  node_memory_SwapTotal_bytes: () => swap,
  node_memory_SwapFree_bytes: ({ load }) => swap * (1 - load.current().swap),
  node_disk_io_time_seconds_total: onData(({ load }) => load.counted(({ diskBusy }) => diskBusy)),
  node_disk_io_time_weighted_seconds_total: onData(({ load }) =>
    load.counted(({ diskBusy }) => diskBusy * 2),
  ),
  node_disk_read_bytes_total: onData(({ load }) => load.counted(bytesRead)),
  node_disk_written_bytes_total: onData(({ load }) => load.counted((each) => bytesRead(each) / 2)),
  node_disk_reads_completed_total: onData(({ load }) =>
    load.counted((each) => bytesRead(each) / 8192),
  ),
  node_disk_writes_completed_total: onData(({ load }) =>
    load.counted((each) => bytesRead(each) / 16_384),
  ),
  node_filesystem_size_bytes: ({ disk }, labels) => sizeOf(disk.size_gb, labels),
  node_filesystem_avail_bytes: freeOf,
  node_filesystem_free_bytes: freeOf,
  node_network_receive_bytes_total: ({ load }) => load.counted(({ cpu }) => cpu * 1e6),
  node_network_transmit_bytes_total: ({ load }) => load.counted(({ cpu }) => cpu * 4e6),
  pgbouncer_up: () => 1,
  pgbouncer_pools_client_active_connections: inPool(({ poolerClients }) => poolerClients),
  pgbouncer_pools_client_waiting_connections: inPool(({ poolerWaiting }) => poolerWaiting),
  pgbouncer_pools_client_maxwait_seconds: inPool(({ poolerWaiting }) => poolerWaiting * 0.5),
  pgbouncer_pools_server_active_connections: inPool(({ poolerClients }) => poolerClients),
  pgbouncer_used_clients: ({ load }) => load.current().poolerClients + load.current().poolerWaiting,
  pgbouncer_stats_client_wait_seconds_total: ({ load }, { database }) =>
    database === 'postgres' ? load.counted(({ poolerWaiting }) => poolerWaiting) : 0,
  pgbouncer_config_max_client_connections: () => 200,
  pgbouncer_databases_max_connections: () => 60,
  pgbouncer_databases_pool_size: () => 15,
  pgbouncer_databases_current_connections: inPool(({ poolerClients }) => poolerClients),
  pg_up: () => 1,
  pg_stat_database_num_backends: ({ load }) => load.current().connections,
  pg_stat_database_xact_commit_total: ({ load }) => load.counted(({ cpu }) => cpu * 200),
  pg_stat_database_blks_hit_total: ({ load }) => load.counted(({ cpu }) => cpu * 20_000),
  pg_stat_database_blks_read_total: ({ load }) => load.counted((each) => bytesRead(each) / 8192),
  pg_database_size_bytes: ({ disk }, { datname }) =>
    datname === 'postgres' ? disk.usedBytes : 8_000_000,
  pg_database_size_mb: ({ disk }) => disk.usedBytes / 1024 ** 2,
  pg_settings_default_transaction_read_only: ({ isReadOnly }) => Number(isReadOnly),
  connection_stats_connection_count: ({ load }, { username }) =>
    username === 'other' ? load.current().connections : 0,
  postgresql_restarts_total: ({ load }) => load.restarts(),
  pgrst_db_pool_max: () => 10,
  pgrst_db_pool_available: () => 8,
}

/** A scrape's body in Prometheus' text format, with the names, labels and types of the real one. */
export function scrape(project: Project): string {
  const body = lines.flatMap((line) => (line.startsWith('#') ? [line] : seriesOf(line)))
  return `${body.map((line) => told(line, project)).join('\n')}\n`
}

/** A line is of one series; the pooler's of the one that is always there and of the clients'. */
function seriesOf(line: string): string[] {
  const own = 'database="pgbouncer"'
  if (!line.startsWith('pgbouncer_') || !line.includes(own)) return [line]
  return [
    line,
    line.replaceAll('"pgbouncer"', '"postgres"').replace('user="postgres"', 'user="authenticator"'),
  ]
}

function told(line: string, project: Project): string {
  const text = line.replaceAll('"REF"', `"${project.ref}"`)
  if (line.startsWith('#')) return text
  const { name, labels, text: series } = parsed(text)
  return `${series} ${(measures[name] ?? nothing)(project, labels)}`
}

function parsed(line: string): Series {
  const text = line.slice(0, line.lastIndexOf(' '))
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value]) => [key, value])
  return { name: text.replace(/\{.*$/, ''), labels: Object.fromEntries(pairs), text }
}

function runnable({ load }: Project): number {
  return load.current().cpu * processors
}

function onData(measure: Measure): Measure {
  return (project, labels) => (labels.device === 'nvme1n1' ? measure(project, labels) : 0)
}

/** A busy gp3 volume of the default size moves 125 MiB a second. */
function bytesRead({ diskBusy }: Load): number {
  return diskBusy * 125 * 1024 ** 2
}

function sizeOf(gigabytes: number, { mountpoint }: Labels): number {
  return (mountpoint === '/data' ? gigabytes : 10) * gigabyte
}

function freeOf(project: Project, labels: Labels): number {
  const size = sizeOf(project.disk.size_gb, labels)
  return labels.mountpoint === '/data' ? Math.max(0, size - project.disk.usedBytes) : size / 2
}

function inPool(measure: (load: Load) => number): Measure {
  return ({ load }, { database, name = database }) =>
    name === 'postgres' || database === 'postgres' ? measure(load.current()) : 0
}
