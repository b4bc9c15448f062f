import { expect, test } from 'vitest'
import { functionRuns, signInRequests } from './check-queries.ts'

test.each([functionRuns, signInRequests])(
  'every query keeps to the rules of the logs',
  ({ sql }) => {
    expect(sql).toMatch(/^-- /)
    expect(sql).toMatch(/\nwhere source = '/)
    expect(sql).toMatch(/\norder by /)
    expect(sql).not.toMatch(/\*\)|select \*|\blimit\b|;/)
    expect(sql).not.toMatch(/event_message|request\.(search|headers|url)|remote_addr/)
  },
)
