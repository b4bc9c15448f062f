import { type Context, obstacleToSeeing } from '@rollcall/core'
import { cannotTell } from './cannot-tell.ts'

/** A value that an earlier look kept; `at` is that look's instant. */
export type Kept = { at: string; value: number }

/**
 * What earlier looks of a check kept, by part, the oldest first: of so many days before now.
 * Undefined where the database can't tell, or hides rows from the role that looks; the check then judges without history, and says so.
 * @throws what else a query may, such as a time-out.
 */
export async function seriesOf(
  { database, config, now }: Pick<Context, 'database' | 'config' | 'now'>,
  check: string,
  days: number,
): Promise<Map<string, Kept[]> | undefined> {
  const since = new Date(Date.parse(now) - days * 24 * 60 * 60 * 1000).toISOString()
  try {
    if (await obstacleToSeeing(database, ['rollcall.metrics'])) return undefined
    const { rows } = await database.query<{ part: string; at: string; value: number }>(
      `select substr(m.metric, length($2) + 1) as part, m.measured_at as at, m.value::float8 as value
       from rollcall.metrics as m
       where m.environment = $1 and starts_with(m.metric, $2)
         and m.measured_at >= $3 and m.measured_at < $4
       order by m.measured_at, m.metric`,
      [config.environment, `${check}/`, since, now],
    )
    return Map.groupBy(rows, ({ part }) => part)
  } catch (error) {
    if (cannotTell(error)) return undefined
    throw error
  }
}

/** The median of values, of which there has to be one. */
export function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1].map((place) => sorted[place])
  return ((low as number) + (high as number)) / 2
}

/** The value that this share of all does not exceed, of values that each stand for so many; 0 of none. */
export function percentileOf(steps: { value: number; times: number }[], share: number): number {
  const sorted = steps.toSorted((a, b) => a.value - b.value)
  const all = sorted.reduce((sum, { times }) => sum + times, 0)
  let passed = 0
  for (const { value, times } of sorted) {
    passed += times
    if (passed >= all * share) return value
  }
  return 0
}
