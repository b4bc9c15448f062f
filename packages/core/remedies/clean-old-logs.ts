import type { Remedy } from '../remedy.ts'

/** The document's "Clean Old Logs", for as many days as the configuration keeps them. */
export const cleanOldLogs: Remedy = {
  id: 'clean-old-logs',
  title: 'Delete the generation logs that are kept for longer than needed',
  limit: 1_000_000,
  async preview({ database, now, config }) {
    const { rows } = await database.query<{ month: string; count: number }>(
      `select to_char(l.trigger_time at time zone s.timezone, 'YYYY-MM') as month, count(*) as count
       from public.class_generation_logs as l
       cross join rollcall.school as s
       where l.trigger_time < rollcall.oldest_log_kept($1::integer, $2::timestamptz)
       group by 1
       order by 1`,
      [config.thresholds.logRetentionDays, now],
    )
    return {
      count: rows.reduce((sum, { count }) => sum + count, 0),
      lines: rows.map(({ month, count }) => `${month}: ${rowsOf(count)}`),
    }
  },
  async apply({ database, config }) {
    const { rows } = await database.query<{ deleted_count: number }>(
      'select deleted_count from public.clean_old_class_generation_logs($1)',
      [config.thresholds.logRetentionDays],
    )
    const count = rows[0]?.deleted_count ?? 0
    return {
      count,
      done: `${rowsOf(count)} older than ${config.thresholds.logRetentionDays} days ${count === 1 ? 'was' : 'were'} deleted.`,
    }
  },
}

const rowsOf = (count: number) => (count === 1 ? '1 log row' : `${count} log rows`)
