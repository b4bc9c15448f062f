import { type Kept, medianOf } from './history.ts'

const hour = 60 * 60 * 1000
const week = 7 * 24 * hour

/** What happened in one hour, which begins at `from` (milliseconds since 1970, a whole hour). */
export type Hour = { from: number; count: number }

/** An hour beside the same one of former weeks; `usual` is their median, where there are any. */
export type Compared = Hour & { usual: number | undefined; weeks: number }

/**
 * The hours of a window from counts by hour (rows of several log ranges may tell of the same one);
 * an hour without a row had nothing. `whole` leaves out the one that is under way.
 */
export function hoursOf(
  rows: { hour: string; requests: number }[],
  window: { from: string; to: string },
): { whole: Hour[]; all: Hour[] } {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const from = Math.floor(Date.parse(row.hour) / hour) * hour
    counts.set(from, (counts.get(from) ?? 0) + row.requests)
  }
  const first = Math.ceil(Date.parse(window.from) / hour)
  const end = Math.floor(Date.parse(window.to) / hour)
  const whole = Array.from({ length: Math.max(0, end - first) }, (_, index) => {
    const from = (first + index) * hour
    return { from, count: counts.get(from) ?? 0 }
  })
  const underWay = { from: end * hour, count: counts.get(end * hour) ?? 0 }
  return { whole, all: [...whole, underWay] }
}

/** What a metric's part calls an hour: `1-09` is Monday from 09:00 to 10:00 UTC. */
export function hourOfWeek(from: number): string {
  const date = new Date(from)
  return `${date.getUTCDay() || 7}-${String(date.getUTCHours()).padStart(2, '0')}`
}

/**
 * Each hour beside the same one of former weeks. A kept value is that of the last whole hour of its
 * name before the look, so that two looks at one hour count once.
 */
export function comparedHours(
  hours: Hour[],
  history: Map<string, Kept[]>,
  part: string,
): Compared[] {
  return hours.map(({ from, count }) => {
    const kept = history.get(`${part}/${hourOfWeek(from)}`) ?? []
    const former = new Map<number, number>()
    for (const { at, value } of kept) {
      const weeks = weeksBefore(from, Date.parse(at))
      if (weeks > 0) former.set(weeks, value)
    }
    const usual = former.size > 0 ? medianOf([...former.values()]) : undefined
    return { from, count, usual, weeks: former.size }
  })
}

/** How many weeks before an hour its namesake lies that was over last when somebody looked. */
function weeksBefore(from: number, looked: number): number {
  return Math.ceil((from + hour - looked) / week)
}

/** An hour for a sentence. */
export function saidHour(from: number): string {
  const text = new Date(from).toISOString()
  return `the hour from ${text.slice(0, 10)} ${text.slice(11, 16)} UTC on`
}

/** What a baseline rests on, for the evidence. */
export function baseline(compared: Compared[], history: unknown) {
  const known = compared.filter(({ usual }) => usual !== undefined)
  return {
    hours: compared.length,
    comparedWithFormerWeeks: known.length,
    formerWeeks: Math.max(0, ...known.map(({ weeks }) => weeks)),
    ...(history ? {} : { history: 'none: the database does not tell' }),
  }
}

/** The hours of a finding, at most a day of them. */
export function hoursListed(unusual: Compared[]) {
  return unusual.slice(0, 24).map(({ from, count, usual }) => ({
    from: new Date(from).toISOString(),
    count,
    usual: usual ?? null,
  }))
}

/** What an hour usually has, as a clause. */
export function saidUsual({ usual }: Compared): string {
  return usual === undefined
    ? 'former weeks are not known'
    : `${usual} in the same hour of former weeks`
}

export function sum(rows: { requests: number }[]): number {
  return rows.reduce((total, { requests }) => total + requests, 0)
}
