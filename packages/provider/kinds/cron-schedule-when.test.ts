import { expect, test } from 'vitest'
import { scheduleFault, zoneFault } from './cron-schedule-when.ts'

test.each([
  '* * * * *',
  '0 6 * * 1',
  '*/5 0-6/2,12 1,15 jan-mar MON-fri',
  '0 0 $ * *',
  '0 0 29 2 *',
  '0 0 30 2 1',
  '5 4 * * 7',
  '\t0  6 * * sun ',
  '1 seconds',
  '59 seconds',
])('"%s" is a schedule', (schedule) => {
  expect(scheduleFault(schedule)).toBeUndefined()
})

test.each([
  ['', /^has 0 fields instead of five/],
  ['0 6 * *', /^has 4 fields/],
  ['0 0 6 * * 1', /^has 6 fields/],
  ['@daily', /^has 1 fields/],
  ['60 * * * *', /^has a minute that can't be read, 60: it is a number from 0 to 59$/],
  ['* 24 * * *', /^has a hour .*24/],
  ['* * 0 * *', /^has a day of the month .*0/],
  ['* * * 13 *', /^has a month .*13: .*or jan/],
  ['* * * * 8', /^has a day of the week .*8/],
  ['* * * * mon#2', /^has a day of the week .*mon#2/],
  ['* * L * *', /^has a day of the month .*L/],
  ['5/10 * * * *', /a step needs a range, as in 5-59\/10/],
  ['*/0 * * * *', /a step is a number from 1 on/],
  ['30-10 * * * *', /the range ends before it begins/],
  ['1,,2 * * * *', /minute that can't be read, nothing/],
  ['61 25 * * *', /minute.*; has a hour/],
  ['0 0 30 2 *', /^never comes: no such month has a day 30/],
  ['0 0 31 4,6,9,11 *', /^never comes/],
  ['0 seconds', /asks for every 0 seconds/],
  ['60 seconds', /asks for every 60 seconds/],
  ['* * * * * ; drop', /fields instead of five/],
])('"%s" is none, and it is said why', (schedule, reason) => {
  expect(scheduleFault(schedule)).toMatch(reason)
})

test('a server that reads schedules in another zone than UTC is named', () => {
  expect(['GMT', 'UTC', 'Etc/UTC'].map(zoneFault)).toEqual([undefined, undefined, undefined])
  expect(zoneFault('Europe/Madrid')).toMatch(
    /^is in UTC, but the server's cron.timezone is Europe\/Madrid/,
  )
})
