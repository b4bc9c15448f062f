import { expect, test } from 'vitest'
import { parseResults } from './results.ts'

const now = '2026-03-11T11:00:00.000Z'
const window = { from: '2026-03-10T11:00:00.000Z', to: now }
const run = { checklist: 'daily', environment: 'production', startedAt: now, now }
const empty = { severity: null, findings: [], reason: null, hint: null }
const base = { check: 'old-logs', title: 'No log is old', evidence: { examined: 3 }, window }
const finding = { key: 'logs', severity: 'warning', detail: '3 rows', subject: { rows: 3 } }
const read = (document: unknown) =>
  parseResults(JSON.stringify(document), 'results.json', 'production')

test('reads every state as `rollcall check --json` prints it, and what is new beside it', () => {
  const verdicts = [
    { ...base, ...empty, state: 'pass', later: true },
    { ...base, ...empty, state: 'fail', severity: 'warning', findings: [finding] },
    { ...base, ...empty, state: 'remedied', done: '3 rows went.', before: [finding] },
    { ...base, ...empty, state: 'unknown', reason: 'no', hint: 'yes' },
    { ...base, ...empty, state: 'skipped', reason: 'no' },
  ]
  const read1 = read({ run: { ...run, later: 1 }, verdicts, later: 1 })
  expect(read1.run).toEqual(run)
  expect(read1.verdicts.map(({ state }) => state)).toEqual(verdicts.map(({ state }) => state))
})

test.each([
  ['cut off', '{"run":', /no JSON: give the whole/],
  ['a list', '[]', /damaged, or of a newer version of Rollcall, at/],
  ['without verdicts', JSON.stringify({ run }), /at verdicts/],
  [
    'a state that is unknown here',
    JSON.stringify({ run, verdicts: [{ ...base, state: 'drowsy' }] }),
    /at verdicts\.0\.state/,
  ],
  [
    'a failure without findings',
    JSON.stringify({ run, verdicts: [{ ...base, ...empty, state: 'fail', severity: 'error' }] }),
    /at verdicts\.0\.findings/,
  ],
  [
    'an error in place of results',
    JSON.stringify({ error: { message: 'No database is named' } }),
    /holds no results, because the check could not run/,
  ],
  [
    'another environment',
    JSON.stringify({ run: { ...run, environment: 'staging' }, verdicts: [] }),
    /is of the environment staging, and the configuration names production/,
  ],
])('refuses what is damaged: %s', (_what, text, sentence) => {
  expect(() => parseResults(text, 'results.json', 'production')).toThrow(sentence)
})
