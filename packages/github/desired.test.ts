import { type Config, defaultConfig, parseConfig, type Verdict } from '@rollcall/core'
import { dailyAt, dailyRun, failing, passing, skipping, unknowing } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import { desiredState, type Past } from './desired.ts'
import type { Results } from './results.ts'

function wishes(results: Results[], config: Partial<Config> = {}, past: Past[] = []) {
  const all = desiredState(results, {
    config: { ...defaultConfig, ...config },
    history: new Map(results.flatMap(({ verdicts }) => verdicts.map(({ check }) => [check, past]))),
  })
  return Object.fromEntries(all.map(({ check, wish }) => [check, wish]))
}

test('the newest run speaks for a check, in whatever order the files come', () => {
  const runs = [dailyRun(3, passing('old-logs')), dailyRun(2, failing('old-logs'))]
  expect(wishes(runs)['old-logs']).toEqual({ state: 'well' })
  expect(wishes(runs.toReversed())['old-logs']).toEqual({ state: 'well' })
})

test('a later run that could not look does not outdo one that could', () => {
  const runs = [dailyRun(2, failing('old-logs')), dailyRun(3, unknowing('old-logs'))]
  expect(wishes(runs)['old-logs']).toMatchObject({ state: 'failing' })
})

test('of two runs at the same instant the one that found something counts', () => {
  const runs = [dailyRun(2, failing('old-logs')), dailyRun(2, passing('old-logs'))]
  expect(wishes(runs)['old-logs']).toMatchObject({ state: 'failing' })
  expect(wishes(runs.toReversed())['old-logs']).toMatchObject({ state: 'failing' })
})

test('what could not be looked at, or was skipped, neither opens nor closes', () => {
  const all = wishes([
    dailyRun(2, unknowing('old-logs'), skipping('missing-classes'), passing('student-data')),
  ])
  expect(all['old-logs']).toEqual({ state: 'unsure', reason: 'it could not look: It was dark' })
  expect(all['missing-classes']).toMatchObject({ state: 'unsure' })
  expect(all['able-to-look']).toEqual({ state: 'well' })
})

test('what the configuration skips is withdrawn, with its reason', () => {
  const skip = { 'old-logs': 'kept for the auditor' }
  expect(wishes([dailyRun(2, skipping('old-logs'))], { skip })['old-logs']).toEqual({
    state: 'withdrawn',
    reason: 'The check is switched off in the configuration: kept for the auditor',
  })
})

test('a run that saw nothing at all is one failure, not one for each check', () => {
  const blind = dailyRun(2, unknowing('old-logs'), unknowing('student-data'))
  expect(wishes([blind])).toMatchObject({
    'able-to-look': {
      state: 'failing',
      severity: 'error',
      findings: [{ key: 'check/old-logs' }, { key: 'check/student-data' }],
    },
    'old-logs': { state: 'unsure' },
    'student-data': { state: 'unsure' },
  })
  const one = dailyRun(2, unknowing('old-logs'))
  expect(wishes([one])).not.toHaveProperty('able-to-look')
})

test('a database that is down explains what else fails', () => {
  const down = dailyRun(2, failing('old-logs'), failing('database-online'))
  expect(wishes([down])).toMatchObject({
    'database-online': { state: 'failing', findings: [{}] },
    'old-logs': { state: 'failing', hold: 'database-online explains it' },
  })
  expect(wishes([down])['database-online']).not.toHaveProperty('hold')
  const slow = dailyRun(2, failing('old-logs'), failing('database-online', ['a'], 'warning'))
  expect(wishes([slow])['old-logs']).not.toHaveProperty('hold')
})

describe('opening after n failures of m runs', () => {
  const fails = dailyRun(9, failing('connections'))
  const past = (...states: Verdict['state'][]) =>
    states.map((state, place) => ({ now: dailyAt(8 - place), state }))

  test.each([
    ['a single failure waits', past('pass', 'pass'), true],
    ['the second of three opens', past('fail', 'pass'), false],
    ['the second of three opens, with a good run between', past('pass', 'fail'), false],
    ['what is older than that does not count', past('pass', 'pass', 'fail'), true],
    ['a run that could not look is none that failed', past('unknown', 'pass'), true],
    ['without any earlier run it opens', [], false],
    ['a later run does not count', [{ now: dailyAt(10), state: 'fail' as const }], false],
  ])('%s', (_what, history, held) => {
    const wish = wishes([fails], {}, history).connections
    expect(wish).toMatchObject({ state: 'failing' })
    expect('hold' in (wish ?? {})).toBe(held)
  })

  test('runs given together count like earlier ones', () => {
    const before = dailyRun(8, failing('connections'))
    expect(wishes([before, fails], {}, past('pass').slice(1)).connections).not.toHaveProperty(
      'hold',
    )
    const well = dailyRun(8, passing('connections'))
    expect(wishes([well, fails]).connections).toHaveProperty('hold')
  })

  test('security opens at once, and can not be told to wait', () => {
    const open = dailyRun(9, failing('row-level-security'))
    expect(wishes([open], {}, past('pass', 'pass'))['row-level-security']).not.toHaveProperty(
      'hold',
    )
    expect(
      parseConfig('{"issues":{"openAfter":{"row-level-security":{"failures":2,"of":3}}}}'),
    ).toMatchObject({ mistakes: [expect.stringContaining('security and backups do not wait')] })
  })
})
