/** The middle of the values, or of the middle two; NaN of none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

/**
 * The median of some values divided by the median of others, with the least and the greatest ratio of
 * those that were measured in the same round.
 */
export function ratio(values: number[], others: number[]) {
  const pairs = values.map((value, round) => value / (others[round] ?? Number.NaN))
  return {
    ratio: median(values) / median(others),
    least: Math.min(...pairs),
    greatest: Math.max(...pairs),
  }
}
