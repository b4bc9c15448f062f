/** A period without classes, both days included. */
export type Closure = { from: string; to: string; reason: string }

/**
 * Christmas and Easter around `today`. One that touches this week or the next is left out: the
 * school would have no coming classes then, and nothing could be shown on them.
 */
export function closures(today: Temporal.PlainDate): Closure[] {
  const monday = today.subtract({ days: today.dayOfWeek - 1 }).toString()
  const horizon = today.add({ days: 14 - today.dayOfWeek }).toString()
  return [today.year - 1, today.year]
    .flatMap((year) => [easterWeek(year), christmas(year)])
    .filter(({ from, to }) => to < monday || from > horizon)
}

function christmas(year: number): Closure {
  return { from: `${year}-12-23`, to: `${year + 1}-01-06`, reason: 'Christmas' }
}

/** From Monday of Holy Week to Easter Monday. */
function easterWeek(year: number): Closure {
  const sunday = easterSunday(year)
  return {
    from: sunday.subtract({ days: 6 }).toString(),
    to: sunday.add({ days: 1 }).toString(),
    reason: 'Easter',
  }
}

/** The anonymous Gregorian algorithm, in Meeus, Astronomical Algorithms, chapter 8. */
function easterSunday(year: number): Temporal.PlainDate {
  const century = Math.floor(year / 100)
  const golden = year % 19
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const weekday =
    (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - (year % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * late + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 })
}
