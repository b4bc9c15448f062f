import { generate } from '@rollcall/core/generate'
import { differing, failure, type Generation, type Result, resultOf } from './generation.ts'
import { Problem } from './problem.ts'
import { type BatchesResult, generateInBatches } from './weekly-batches.ts'

/** `done`: everybody has what is due. `left`: how many have not, without those for whom it failed. */
export type WeeklyResult = Result & { done: boolean; left: number }

/**
 * Brings the whole school up to date, from today to the horizon. One statement does it. A school for
 * which that takes too long is gone through in batches, each kept by itself, until the deadline; what is
 * left is for the next call. Which students those are is asked of the database each time, so that
 * nothing has to be remembered, and whoever calls next goes on. Only the one statement puts a run on
 * record, so that a run that was not finished does not count as made.
 * @throws Problem when it failed for everybody, and when it can't get ahead.
 */
export async function generateWeekly(generation: Generation): Promise<WeeklyResult> {
  const { limits } = generation
  const until = performance.now() + limits.deadline
  const timeLeft = () => until - performance.now()
  const before: BatchesResult[] = []
  for (;;) {
    const done = await wholeSchool(generation, Math.min(limits.whole, timeLeft()))
    if (done) return judged({ ...done, ...sumOf([done, ...before]) })
    const latest = before.at(-1)
    if (latest && timeLeft() <= 0) return unfinished(latest, before)
    const batches = await generateInBatches(generation, timeLeft)
    before.push(batches)
    if (timeLeft() <= 0) return unfinished(batches, before)
    if (batches.students === 0) throw stuck()
  }
}

function unfinished(latest: BatchesResult, all: BatchesResult[]): WeeklyResult {
  return { ...nothing(latest), ...latest, ...sumOf(all), done: false }
}

/** Undefined when it took too long: then nothing of it was kept. */
async function wholeSchool(
  { transact, now, lookBackDays }: Generation,
  milliseconds: number,
): Promise<WeeklyResult | undefined> {
  try {
    return await transact(milliseconds, async (database) => {
      const generated = await generate(database, { what: 'weekly', now, lookBackDays })
      const left = (await differing(database, generated, now)).length
      return { ...resultOf(generated), done: left === 0, left }
    })
  } catch (error) {
    if (tookTooLong(error)) return undefined
    throw error
  }
}

function judged(result: WeeklyResult): WeeklyResult {
  if (result.failed > 0 && result.failed >= result.students) throw failure(result)
  return result
}

function nothing({ from, to }: { from: string; to: string }): Result {
  return {
    created: 0,
    updated: 0,
    removed: 0,
    skipped: 0,
    students: 0,
    failed: 0,
    from,
    to,
    skippedBecause: {},
    failures: [],
  }
}

function sumOf(parts: Pick<Result, 'created' | 'updated' | 'removed'>[]) {
  const sum = (key: 'created' | 'updated' | 'removed') =>
    parts.reduce((total, part) => total + part[key], 0)
  return { created: sum('created'), updated: sum('updated'), removed: sum('removed') }
}

function tookTooLong(error: unknown): boolean {
  return error instanceof Problem && (error.cause as { code?: string })?.code === '57014'
}

function stuck(): Problem {
  return new Problem(
    'database_busy',
    'The school as a whole takes too long, and no student by itself is behind: try again when the database is less busy.',
    { headers: { 'retry-after': '600' } },
  )
}
