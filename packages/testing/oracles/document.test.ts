import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintRow, lints } from './advisors.ts'
import { comparisons as ofCheckPostgres } from './check-postgres.ts'
import { type Comparison, row } from './comparison.ts'
import { comparisons as ofInspect } from './inspect.ts'
import { explained } from './lint.ts'

const document = readFileSync(new URL('../../../docs/oracles.md', import.meta.url), 'utf8')

test('docs/oracles.md lists each disagreement that the tests keep, and no other, and each lint', () => {
  const expected = [
    ...ofInspect.filter(disagreeing).map((each) => row('inspect report', each)),
    ...ofCheckPostgres.filter(disagreeing).map((each) => row('check_postgres', each)),
    ...explained.map(({ subject, they, why }) => `| ${subject} | ${they} | ${why} |`),
    ...lints.map(lintRow),
  ]
  const listed = document.split('\n').filter((line) => /^\| /.test(line) && !heads.test(line))
  // The formatter of the document may pad its cells.
  expect(listed.map(tight)).toEqual(expected.map(tight))
})

const heads = /^\| (Fault|Function|Lint|-)/

function disagreeing({ why }: Comparison): boolean {
  return why !== undefined
}

function tight(line: string): string {
  return line.replaceAll(/ +/g, ' ')
}
