import type { Config } from './config.ts'

type Given = { now: string; config: Config }

/** What `$1` to `$8` in `checks/table-maintenance.sql` stand for. */
export function maintenanceParameters({ now, config: { thresholds } }: Given) {
  return [
    now,
    thresholds.maintenanceRows,
    thresholds.deadRowShare,
    thresholds.autovacuumHours,
    thresholds.wraparoundShare,
    thresholds.sequenceShare,
    thresholds.bloatMegabytes,
    thresholds.bloatShare,
  ]
}

/** What `$1` to `$5` in `checks/index-health.sql` stand for. */
export function indexParameters({ now, config: { thresholds } }: Given) {
  return [
    now,
    thresholds.unusedIndexDays,
    thresholds.unusedIndexScans,
    thresholds.unusedIndexMegabytes,
    thresholds.foreignKeyRows,
  ]
}
