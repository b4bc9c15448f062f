import type { Backups } from '@rollcall/testing/platform'

type Backup = Backups['backups'][number]

const hour = 60 * 60 * 1000
const kept = 7

/** A week of daily backups, the newest made two hours before `now`. */
export function dailyBackups(now: string): Backup[] {
  return Array.from({ length: kept }, (_, index) => backup(kept - index, now, 2 + index * 24))
}

/** The same, but last night's came to nothing. */
export function withFailedBackup(now: string): Backup[] {
  const [newest, ...others] = dailyBackups(now)
  return newest ? [{ ...newest, status: 'FAILED' }, ...others] : others
}

/** The failed one is made good just now. */
export function withBackupMadeGood(now: string): Backup[] {
  return [backup(kept + 1, now, 0), ...withFailedBackup(now)]
}

function backup(id: number, now: string, hoursAgo: number): Backup {
  const at = new Date(Date.parse(now) - hoursAgo * hour)
  return { id, is_physical_backup: true, status: 'COMPLETED', inserted_at: at.toISOString() }
}
