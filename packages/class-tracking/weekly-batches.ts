import { type Generation, mostFailures, type Result } from './generation.ts'

/** What became of the students of all batches; `students` counts them. */
export type BatchesResult = Pick<
  Result,
  'created' | 'updated' | 'removed' | 'students' | 'failed' | 'failures' | 'from' | 'to'
> & { left: number }

/** Some are quick, and one that has to wait for others holds them up by half a second. */
const batchSize = 20

/**
 * Generates for those who are behind, in batches of some students, each a transaction of its own, until
 * no time is left, but for one batch at least: each call gets ahead. They are logged as made by hand: the
 * run itself is not made by that.
 * @param timeLeft in milliseconds.
 */
export async function generateInBatches(
  generation: Generation,
  timeLeft: () => number,
): Promise<BatchesResult> {
  const { from, to, behind } = await whoIsBehind(generation)
  const result: BatchesResult = {
    created: 0,
    updated: 0,
    removed: 0,
    students: 0,
    failed: 0,
    failures: [],
    from,
    to,
    left: behind.length,
  }
  while (result.left > 0 && (result.students === 0 || timeLeft() > 0)) {
    const batch = behind.slice(result.students, result.students + batchSize)
    const parts = await generateBatch(generation, { from, to, batch })
    for (const part of parts) {
      result.created += part.created
      result.updated += part.updated
      result.removed += part.removed
      result.failed += part.failed.length
      result.failures.push(...part.failed.slice(0, mostFailures - result.failures.length))
    }
    result.students += batch.length
    result.left -= batch.length
  }
  return result
}

/** Whose classes are not what they should be, and whose schedule is not recorded yet. */
async function whoIsBehind({ transact, now, limits }: Generation) {
  const { rows } = await transact(limits.whole, (database) =>
    database.query<{ from: string; to: string; behind: number[] }>(
      `select p.from, p.to, array(
         select f.student_id from rollcall.foreseen_changes(p.from, p.to, $1) as f
         union
         select unnest(rollcall.unrecorded_changes())
         order by 1
       )::float8[] as behind
       from (select rollcall.local_date($1) as from, rollcall.horizon($1) as to) as p`,
      [now],
    ),
  )
  return rows[0] as { from: string; to: string; behind: number[] }
}

type Outcome = { created: number; updated: number; removed: number; failed: Result['failures'] }

async function generateBatch(
  { transact, now, limits }: Generation,
  { from, to, batch }: { from: string; to: string; batch: number[] },
): Promise<Outcome[]> {
  const { rows } = await transact(limits.whole, (database) =>
    database.query<{ outcome: Outcome }>(
      `select rollcall.generate_classes('manual', $1, $2, $3, s.id) as outcome
       from unnest($4::bigint[]) as s (id)`,
      [from, to, now, batch],
    ),
  )
  return rows.map(({ outcome }) => outcome)
}
