import type { Verdict } from '@rollcall/core'
import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const base = {
  check: 'a-check',
  title: 'All is well',
  evidence: {},
  window: { from: '2026-03-10T11:00:00.000Z', to: '2026-03-11T11:00:00.000Z' },
}
const pass: Verdict = { ...base, state: 'pass' }

function fail(keys: string[], more?: number): Verdict {
  const findings = keys.map((key) => ({ key, severity: 'error' as const, detail: '', subject: {} }))
  return { ...base, state: 'fail', severity: 'error', findings, ...(more ? { more } : {}) }
}

test('a check that stays green missed the fault', () => {
  expect(judge(pass, pass, 'table/')).toEqual({ state: 'missed', reason: 'the check passes' })
})

test('a finding of the fault that was not there before is seen', () => {
  expect(judge(fail(['table/b', 'table/a']), fail(['table/a']), 'table/b')).toEqual({
    state: 'seen',
  })
})

test('what the school is found to have anyway does not hide that the fault is missing', () => {
  expect(judge(fail(['table/a']), fail(['table/a', 'table/c']), 'table/b').state).toBe('missed')
})

test('a new finding of another name is seen: names depend on the school', () => {
  expect(judge(fail(['table/a', 'table/d']), fail(['table/a']), 'table/b').state).toBe('seen')
})

test('where the school has the finding already, nothing is proven', () => {
  expect(judge(fail(['table/b']), fail(['table/b']), 'table/b').state).toBe('unknown')
})

test('beyond the findings that are listed, one more counts', () => {
  expect(judge(fail(['table/a'], 8), fail(['table/a'], 7), 'table/b').state).toBe('seen')
  expect(judge(fail(['table/a'], 7), fail(['table/a'], 7), 'table/b').state).toBe('missed')
})

test('a check that could not look proved nothing', () => {
  const unknown: Verdict = { ...base, state: 'unknown', reason: 'no right', hint: 'grant it' }
  expect(judge(unknown, pass, 'table/b')).toEqual({
    state: 'unknown',
    reason: 'the check could not look: no right',
  })
})
