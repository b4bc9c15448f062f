import { expect, test } from 'vitest'
import { forecastOf, growthOf } from './growth.ts'

const day = 24 * 60 * 60 * 1000

/** What was measured at these days, in bytes. */
const points = (measured: [days: number, bytes: number][]) =>
  measured.map(([days, bytes]) => ({ at: days * day, bytes }))

const regular = points([
  [0, 100],
  [10, 200],
  [20, 300],
  [30, 400],
])

test('regular growth has one date, and it is the one that division gives', () => {
  const growth = growthOf(regular)
  expect(growth).toEqual({ points: 4, days: 30, daily: 10, spread: 0 })
  expect(growth && forecastOf(growth, 250)).toEqual({ days: 25, earliest: 25, latest: 25 })
})

test('order does not matter, and of a day the last measurement counts', () => {
  const jumble = [...regular].reverse().concat(points([[10.5, 250]]))
  expect(growthOf(jumble)).toMatchObject({ points: 4, days: 30, daily: 10 })
  const sameDay = points([
    [0, 100],
    [0.1, 110],
    [0.2, 120],
    [20, 300],
  ])
  expect(growthOf(sameDay)).toBeUndefined()
})

test.each([
  ['three measurements', regular.slice(1)],
  ['less than two weeks', regular.map(({ at, bytes }) => ({ at: at / 3, bytes }))],
  ['nothing', []],
])('%s tell nothing', (_what, measured) => {
  expect(growthOf(measured)).toBeUndefined()
})

test('after a clean-up it counts from there on; a little less is no clean-up', () => {
  const before = points([
    [-20, 900],
    [-10, 1000],
  ])
  expect(growthOf([...before, ...regular])).toMatchObject({ points: 4, daily: 10 })
  const wavering = points([
    [0, 100],
    [10, 110],
    [20, 95],
    [30, 130],
  ])
  expect(growthOf(wavering)).toMatchObject({ points: 4, daily: 1 })
})

test('the interval holds the expected day, and is the wider the more irregular it was', () => {
  const known = { points: 5, days: 40, daily: 10 }
  const calm = forecastOf({ ...known, spread: 10 }, 250)
  const wild = forecastOf({ ...known, spread: 100 }, 250)
  expect(calm?.days).toBe(25)
  expect(calm?.earliest).toBeLessThan(25)
  expect(calm?.latest).toBeGreaterThan(25)
  expect(wild?.earliest).toBeLessThan(calm?.earliest ?? 0)
  expect(wild?.latest).toBeGreaterThan(calm?.latest ?? 0)
  // So irregular that it may never come to it.
  expect(forecastOf({ ...known, spread: 4001 }, 250)?.latest).toBeUndefined()
})

test('what does not grow, and what is full, has no forecast', () => {
  const known = { points: 5, days: 40, spread: 1 }
  expect(forecastOf({ ...known, daily: 0 }, 250)).toBeUndefined()
  expect(forecastOf({ ...known, daily: -3 }, 250)).toBeUndefined()
  expect(forecastOf({ ...known, daily: 3 }, 0)).toBeUndefined()
})
