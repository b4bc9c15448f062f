import { expect, test } from 'vitest'
import { medianOf, percentileOf } from './history.ts'
import { comparedHours, hourOfWeek, hoursOf } from './hours-of-week.ts'

const at = (text: string) => Date.parse(text)

test('an hour without a row had nothing, and the one under way is not whole', () => {
  const rows = [
    { hour: '2026-03-09T09:00:00.000Z', requests: 2 },
    { hour: '2026-03-09T09:00:00.000Z', requests: 3 },
    { hour: '2026-03-09T11:00:00.000Z', requests: 7 },
  ]
  const window = { from: '2026-03-09T08:30:00Z', to: '2026-03-09T11:20:00Z' }
  const { whole, all } = hoursOf(rows, window)
  expect(whole).toEqual([
    { from: at('2026-03-09T09:00:00Z'), count: 5 },
    { from: at('2026-03-09T10:00:00Z'), count: 0 },
  ])
  expect(all.slice(2)).toEqual([{ from: at('2026-03-09T11:00:00Z'), count: 7 }])
})

test.each([
  ['2026-03-09T09:00:00Z', '1-09'],
  ['2026-03-15T23:00:00Z', '7-23'],
])('%s is %s', (instant, name) => {
  expect(hourOfWeek(at(instant))).toBe(name)
})

test('an hour is compared with those that were over last when somebody looked', () => {
  const from = at('2026-03-09T09:00:00Z')
  const kept = [
    // Both saw the hour of 2026-02-23.
    { at: '2026-02-23T10:00:00.000Z', value: 90 },
    { at: '2026-03-02T09:59:00.000Z', value: 40 },
    { at: '2026-03-02T10:00:00.000Z', value: 60 },
    { at: '2026-03-09T09:59:00.000Z', value: 62 },
    // This very hour.
    { at: '2026-03-09T10:00:00.000Z', value: 1000 },
  ]
  const history = new Map([['requests/1-09', kept]])
  const [compared] = comparedHours([{ from, count: 5 }], history, 'requests')
  expect(compared).toEqual({ from, count: 5, usual: 51, weeks: 2 })
})

test('without former weeks nothing is usual', () => {
  const [compared] = comparedHours([{ from: 0, count: 5 }], new Map(), 'requests')
  expect(compared).toEqual({ from: 0, count: 5, usual: undefined, weeks: 0 })
})

test.each([
  [[3], 3],
  [[1, 9], 5],
  [[9, 1, 2], 2],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toBe(median)
})

test.each([
  [0.5, 10],
  [0.95, 20],
  [0.96, 30],
  [1, 30],
])('%d of all do not exceed %d', (share, value) => {
  const steps = [
    { value: 30, times: 5 },
    { value: 10, times: 90 },
    { value: 20, times: 5 },
  ]
  expect(percentileOf(steps, share)).toBe(value)
})
