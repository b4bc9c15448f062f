import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import type { Session } from '@rollcall/database'

/** What the numbers depend on: the machine, its load before the run, the server and its settings. */
export async function machineFacts(session: Session) {
  const { rows } = await session.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_catalog.pg_settings
     where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums',
       'shared_buffers', 'work_mem', 'maintenance_work_mem', 'max_wal_size', 'checkpoint_timeout',
       'autovacuum', 'jit')
     order by name`,
  )
  const { server_version: postgres, ...settings } = Object.fromEntries(
    rows.map(({ name, setting }) => [name, setting]),
  )
  return {
    postgres,
    settings,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpus: availableParallelism(),
    cpu: cpus()[0]?.model ?? '',
    memoryBytes: totalmem(),
    /** Of the last minute and of the last five, in runnable processes. */
    loadBefore: loadavg().slice(0, 2),
  }
}
