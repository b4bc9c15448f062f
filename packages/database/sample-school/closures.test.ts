import { expect, test } from 'vitest'
import { closures } from './closures.ts'

const reasons = (today: string) =>
  closures(Temporal.PlainDate.from(today))
    .filter(({ to }) => to >= Temporal.PlainDate.from(today).subtract({ weeks: 26 }).toString())
    .map(({ from, to, reason }) => `${reason} ${from} to ${to}`)

test('a school in spring has had Christmas and Easter', () => {
  expect(reasons('2026-05-20')).toEqual([
    'Christmas 2025-12-23 to 2026-01-06',
    'Easter 2026-03-30 to 2026-04-06',
    'Christmas 2026-12-23 to 2027-01-06',
  ])
})

// Easter Sundays: early, late, in a leap year, and the two exceptions of the Gregorian rule.
test.each(['2008-03-23', '2011-04-24', '2024-03-31', '1981-04-19', '2049-04-18'])(
  'Easter is on %s',
  (sunday) => {
    const monday = Temporal.PlainDate.from(sunday).add({ days: 1 })
    expect(closures(monday.add({ months: 2 })).map(({ to }) => to)).toContain(monday.toString())
  },
)

test('never closes this week or the next, on any day of four years', () => {
  const first = Temporal.PlainDate.from('2026-01-01')
  for (let day = 0; day < 1461; day++) {
    const today = first.add({ days: day })
    const monday = today.subtract({ days: today.dayOfWeek - 1 })
    const horizon = monday.add({ days: 13 })
    for (const { from, to } of closures(today)) {
      const touches = from <= horizon.toString() && to >= monday.toString()
      expect(touches, `${today}: ${from} to ${to}`).toBe(false)
    }
  }
})
