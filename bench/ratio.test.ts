import { expect, test } from 'vitest'
import { median, ratio } from './ratio.ts'
import { atLeast, atMost, row } from './row.ts'

test('the median is the middle value, or the mean of the middle two, and nothing of nothing', () => {
  expect(median([9, 1, 10])).toBe(9)
  expect(median([10, 1, 2, 4])).toBe(3)
  expect(median([])).toBeNaN()
})

test('the ratio is that of the medians, its spread that of the values of the same round', () => {
  expect(ratio([10, 20, 90], [10, 5, 30])).toEqual({ ratio: 2, least: 1, greatest: 4 })
})

test.each([
  [atMost(2), true],
  [atMost(1.99), false],
  [atLeast(2), true],
  [atLeast(2.01), false],
  [null, null],
])('of a ratio of two, %j is reached: %s', (target, reached) => {
  expect(row({ name: 'a row', target, of: [4], to: [2] })).toMatchObject({ ratio: 2, reached })
})
