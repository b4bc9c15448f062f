import { expect, test } from 'vitest'
import { verdictLines } from './verdicts.ts'

const common = {
  check: 'a-check',
  title: 'All is well',
  evidence: {},
  window: { from: '', to: '' },
}
const finding = (key: string, detail = 'It is wrong.') =>
  ({ key, detail, severity: 'warning', subject: {} }) as const

test('what would steer a terminal is shown as a box', () => {
  const findings = [finding('table/a\u001b[31mb', 'one\u202etwo\nthree')]
  const text = verdictLines({ ...common, state: 'fail', severity: 'warning', findings }).join('\n')
  expect(text).toContain('table/a□[31mb  one□two□three')
  const evidence = { schemas: 'a\u001b[2J' }
  const unseen = { state: 'unknown', reason: 'no\u001b[2J', hint: 'try\u202e' } as const
  expect(verdictLines({ ...common, ...unseen, evidence }).join('\n')).toMatch(
    /no□\[2J\n {4}try□\n.*schemas a□\[2J/,
  )
})

test('lists ten findings and counts the others', () => {
  const findings = Array.from({ length: 12 }, (_, place) => finding(`thing/${place}`))
  const lines = verdictLines({ ...common, state: 'fail', severity: 'warning', findings })
  expect(lines.filter((line) => line.includes('thing/'))).toHaveLength(10)
  expect(lines.at(-1)).toBe('    … and 2 more findings (--json lists all)')
  const more = verdictLines({ ...common, state: 'fail', severity: 'warning', findings, more: 5000 })
  expect(more.at(-1)).toBe('    … and 5,002 more findings (--json lists the first 12)')
})
