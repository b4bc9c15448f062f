import type { RemedyInSteps } from '../remedy.ts'

/** So many rows go in one transaction, which holds their locks for some tenths of a second. */
const batch = 10_000

/**
 * The document's "Clean Old Logs", for as many days as the configuration keeps them, the oldest
 * first. Cut off, the batches that are done stay done.
 */
export const cleanOldLogs: RemedyInSteps = {
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
  async *steps({ database, now, config, limit }) {
    const days = config.thresholds.logRetentionDays
    let count = 0
    while (count < limit) {
      const most = Math.min(batch, limit - count)
      const { rows } = await database.query<{ deleted: number }>(deletion, [days, now, most])
      const deleted = rows[0]?.deleted ?? 0
      if (deleted === 0) break
      count += deleted
      yield { count: deleted, line: `${rowsOf(deleted)} deleted` }
      if (deleted < most) break
    }
    return `${rowsOf(count)} older than ${days} days ${count === 1 ? 'was' : 'were'} deleted.`
  },
}

/** Rows are told apart by place and age: of a partitioned table two may have the same place. */
const deletion = `
  with old as (
    select l.ctid as place
    from public.class_generation_logs as l
    where l.trigger_time < rollcall.oldest_log_kept($1::integer, $2::timestamptz)
    order by l.trigger_time
    limit $3::integer
  ),
  deleted as (
    delete from public.class_generation_logs as l
    where l.ctid = any (array(select o.place from old as o))
      and l.trigger_time < rollcall.oldest_log_kept($1::integer, $2::timestamptz)
    returning 1
  )
  select count(*) as deleted from deleted`

const rowsOf = (count: number) => (count === 1 ? '1 log row' : `${count} log rows`)
