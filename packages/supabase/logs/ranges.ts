/** From and to as ISO 8601 in UTC. */
export type LogRange = { from: string; to: string }

const minute = 60_000

/** Supabase refuses more than 24 hours and rounds to minutes; an hour less leaves room for both. */
const longest = 23 * 60

/**
 * Splits a window into ranges of whole minutes, none longer than 23 hours, of nearly the same
 * length, without a gap and without an overlap. The window grows to whole minutes.
 */
export function rangesOf({ from, to }: LogRange): LogRange[] {
  const first = Math.floor(Date.parse(from) / minute)
  const last = Math.max(Math.ceil(Date.parse(to) / minute), first + 1)
  const count = Math.ceil((last - first) / longest)
  const cut = (index: number) => first + Math.round(((last - first) * index) / count)
  return Array.from({ length: count }, (_, index) => ({
    from: instantOf(cut(index)),
    to: instantOf(cut(index + 1)),
  }))
}

function instantOf(minutes: number): string {
  return new Date(minutes * minute).toISOString()
}
