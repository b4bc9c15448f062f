import { describe, expect, test } from 'vitest'
import {
  type IssueState,
  readEvent,
  readMarker,
  readState,
  writeEvent,
  writeMarker,
  writeState,
} from './marker.ts'

const marker = {
  fingerprint: 'production/missing-classes',
  episode: 3,
  run: '2026-03-11T11:00:00.000Z',
}

test('a marker is read back from the first line, whatever follows and however lines end', () => {
  const line = writeMarker(marker)
  expect(line).toBe(
    '<!-- rollcall fp=production/missing-classes episode=3 run=2026-03-11T11:00:00.000Z -->',
  )
  expect(readMarker(`${line}\n\ntext`)).toEqual(marker)
  expect(readMarker(`${line}\r\ntext`)).toEqual(marker)
})

test.each([
  ['no body', null],
  ['another first line', `text\n${writeMarker(marker)}`],
  ['an episode that is none', writeMarker({ ...marker, episode: 0 })],
  ['a run that is no instant', writeMarker({ ...marker, run: '2026-99-99T11:00:00.000Z' })],
  ['a fingerprint that is none', writeMarker({ ...marker, fingerprint: 'production' })],
  ['words before it', `x ${writeMarker(marker)}`],
])('no marker: %s', (_what, body) => expect(readMarker(body)).toBeUndefined())

const state: IssueState = {
  since: '2026-03-10T05:00:00.000Z',
  severity: 'error',
  findings: 2,
  subjects: 'abc',
  changes: 1,
  reminders: 0,
  awakenings: 0,
  spokeAt: '2026-03-10T05:00:00.000Z',
  comments: 4,
  readUntil: 17,
  assigned: true,
  goodRuns: 0,
  silence: { until: '2026-03-17T05:00:00.000Z', by: 'teacher', reason: '--> <b>' },
  history: [['2026-03-10T05:00:00.000Z', 'opened']],
}

describe('the state', () => {
  test('is read back from the last line', () => {
    expect(readState(`first\n\n${writeState(state)}\n`)).toEqual(state)
  })
  test.each([
    ['none', 'first'],
    ['cut off', writeState(state).slice(0, 80)],
    ['no JSON', '<!-- rollcall-state {since} -->'],
    ['of another shape', '<!-- rollcall-state {"since":"yesterday"} -->'],
  ])('damaged: %s', (_what, body) => expect(readState(body)).toBeUndefined())
})

test('an event is read back from a comment', () => {
  expect(readEvent(`${writeEvent(marker.fingerprint, '3/again')}\n\ntext`)).toBe('3/again')
  expect(readEvent('text')).toBeUndefined()
})
