import { expect, test } from 'vitest'
import { readCommands } from './silence.ts'

const from = { id: 7, by: 'teacher' }

test.each([
  ['/rollcall silence 7d the school is closed', { days: 7, reason: 'the school is closed' }],
  ['/rollcall silence 12h', { days: 0.5, reason: '' }],
  ['/Rollcall Silence 7D', { days: 7, reason: '' }],
  ['/rollcall  silence 2w  moving house ', { days: 14, reason: 'moving house' }],
])('%s', (line, { days, reason }) => {
  expect(readCommands(line, from)).toEqual([{ ...from, kind: 'silence', days, reason }])
})

test('each line is a command of its own, wherever it stands', () => {
  expect(readCommands('Hello,\r\n/rollcall silence 1d\r\n/rollcall wake\r\n', from)).toEqual([
    { ...from, kind: 'silence', days: 1, reason: '' },
    { ...from, kind: 'wake' },
  ])
})

test.each([
  'please /rollcall silence 7d',
  '> /rollcall silence 7d',
  '```\n/rollcall silence 7d\n```',
  '/rollcall silence',
  '/rollcall silence 0d',
  '/rollcall silence 7 days',
  '/rollcall silence 7y',
  '/rollcall silence -7d',
  '/rollcall silences 7d',
])('no command: %s', (line) => expect(readCommands(line, from)).toEqual([]))
