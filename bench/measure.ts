import type { Session } from '@rollcall/database'

/** One run of one row: how long it took, in milliseconds, and how much WAL it wrote, in bytes. */
export type Sample = { milliseconds: number; wal: number }

/** Runs `work` after a checkpoint, so that each run pays for its own full-page images. */
export async function sample(session: Session, work: () => Promise<unknown>): Promise<Sample> {
  await session.query('checkpoint')
  const before = await position(session)
  const started = performance.now()
  await work()
  const milliseconds = performance.now() - started
  return { milliseconds, wal: (await position(session)) - before }
}

async function position(session: Session): Promise<number> {
  const { rows } = await session.query<{ bytes: number }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
  )
  return rows[0]?.bytes ?? 0
}

/** The middle of the values, which must not be empty. */
function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The median of one row divided by that of another, with the least and the greatest of the pairs. */
export function ratio(ours: number[], theirs: number[]) {
  const pairs = ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
  return {
    ratio: median(ours) / median(theirs),
    least: Math.min(...pairs),
    greatest: Math.max(...pairs),
  }
}
