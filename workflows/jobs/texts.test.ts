import type { Finding, Verdict } from '@rollcall/core'
import { afterEach, expect, test, vi } from 'vitest'
import { annotate } from './annotate.ts'
import { oneLine } from './log.ts'
import { runSummary } from './run-summary.ts'
import { fitting } from './summary.ts'

const run = {
  checklist: 'daily',
  environment: 'production',
  startedAt: '2026-03-11T11:00:00.000Z',
  now: '2026-03-11T11:00:00.000Z',
}

function failing(
  check: string,
  details: string[],
  severity: Finding['severity'] = 'error',
): Verdict {
  return {
    check,
    title: `All is well with ${check}`,
    evidence: { examined: 7 },
    window: { from: run.now, to: run.now },
    state: 'fail',
    severity,
    findings: details.map((detail, place) => ({
      key: `student/${place}`,
      severity,
      detail,
      subject: {},
    })),
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** What an act writes to the log. */
function logged(act: () => void): string[] {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  act()
  return write.mock.calls.map(([text]) => String(text).trimEnd()).filter((line) => line !== '')
}

test('shows ten annotations of a kind at most, of which the last counts the others', () => {
  const verdicts = Array.from({ length: 25 }, (_, place) => failing(`check-${place}`, ['Off.']))
  const slow = failing('slow', ['Slow.'], 'warning')
  const lines = logged(() => annotate([...verdicts, slow], ['The metrics could not be measured']))
  const errors = lines.filter((line) => line.startsWith('::error'))
  expect(errors).toHaveLength(10)
  expect(errors[8]).toContain('title=check-8')
  expect(errors[9]).toContain('16 more are in the summary of the run.')
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(2)
})

test('annotates a check once, with its first finding and how many more there are', () => {
  const lines = logged(() => annotate([failing('student-data', ['One.', 'Two.', 'Three.'])], []))
  expect(lines).toEqual(['::error title=student-data::One. And 2 more findings.'])
})

test('counts the findings that a verdict does not list', () => {
  const verdict = { ...failing('student-data', ['One.', 'Two.']), more: 1398 } as Verdict
  const lines = logged(() => annotate([verdict], []))
  expect(lines).toEqual(['::error title=student-data::One. And 1,399 more findings.'])
  const summary = fitting(runSummary(run, [verdict], []), 10_000)
  expect(summary).toContain('| 2 errors, 1,398 more |')
  expect(summary).toContain('- … and 1,398 more findings')
})

const hostile = '\n::error::gotcha ##[error]gotcha @owner <img src=x> | \u202e `code|span`'

test('lets nothing from the data command the runner', () => {
  const [line = '', ...others] = logged(() => annotate([failing('student-data', [hostile])], []))
  expect(others).toEqual([])
  expect(line.replace('::error title=student-data::', '')).not.toMatch(/::|##\[|\u202e|\n/)
  expect(oneLine(hostile)).not.toMatch(/::|##\[|\u202e|\n/)
})

test('shows what comes from the data as text, in a table that keeps its columns', () => {
  const verdict = { ...failing('student-data', [hostile]), title: hostile }
  const summary = fitting(runSummary(run, [verdict], [hostile]), 1_000_000)
  expect(summary).not.toMatch(/@owner|<img|\u202e/)
  const row = summary.split('\n').find((line) => line.startsWith('| ❌')) ?? ''
  expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5)
})

test('begins with a table, then says what is wrong, and folds the evidence', () => {
  const unknown: Verdict = {
    ...failing('old-logs', []),
    state: 'unknown',
    reason: 'It may not read public.students',
    hint: 'Look as the owner.',
  }
  const summary = fitting(runSummary(run, [failing('student-data', ['Off.']), unknown], []), 10_000)
  const places = ['| ❌ |', '| ❔ |', '- error `student/0`: Off.', 'It may not read', '<details>']
  const found = places.map((part) => summary.indexOf(part))
  expect(found).not.toContain(-1)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
})

test('leaves out whole blocks of what does not fit, and counts them', () => {
  const details = Array.from({ length: 20_000 }, (_, place) => `Off by ${place} ${'ñ'.repeat(60)}.`)
  const summary = fitting(runSummary(run, [failing('student-data', details)], []), 1_000_000)
  expect(Buffer.byteLength(summary)).toBeLessThan(1_001_000)
  const shown = summary.match(/^- error/gm)?.length ?? 0
  expect(shown).toBeGreaterThan(5000)
  expect(summary).toContain(`**${(20_000 - shown + 2).toLocaleString('en')} more parts did not fit`)
})
