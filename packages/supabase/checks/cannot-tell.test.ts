import { OperatorError } from '@rollcall/core'
import { calls, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, describe, expect, test } from 'vitest'
import { advisors } from './advisors.ts'
import { apiUsageAnomalies } from './api-usage-anomalies.ts'
import { cannotTell } from './cannot-tell.ts'
import { databaseDisk } from './database-disk.ts'
import { edgeFunctionExecutions } from './edge-function-executions.ts'
import { edgeFunctionLatency } from './edge-function-latency.ts'
import { lookAtPlatform } from './look-at-platform.ts'
import { signInAnomalies } from './sign-in-anomalies.ts'

const coded = (code: string) => Object.assign(new Error('failed'), { code })

test.each([
  ['no address', new OperatorError('No database is named.'), true],
  ['nobody listens', coded('ECONNREFUSED'), true],
  ['a shutdown', coded('57P01'), true],
  ['no schema', coded('3F000'), true],
  ['no table', coded('42P01'), true],
  ['no right', coded('42501'), true],
  ['a connection that broke', new Error('Connection terminated unexpectedly'), true],
  ['a time-out of the statement', coded('57014'), false],
  ['a lock', coded('55P03'), false],
  ['a missing column', coded('42703'), false],
  ['a division by zero', coded('22012'), false],
  ['a mistake of ours', new TypeError('x is not a function'), false],
  ['nothing', undefined, false],
])('whether the database can not tell: %s', (_what, error, wanted) => {
  expect(cannotTell(error)).toBe(wanted)
})

describe.each([
  advisors,
  apiUsageAnomalies,
  databaseDisk,
  edgeFunctionExecutions,
  edgeFunctionLatency,
  signInAnomalies,
])('$id', (check) => {
  const project = projectWithLogs()
  // All is well but for the database.
  beforeEach(() => project.emulator.logs.add(calls(40, { path: 'webhook' })))

  /** The verdict where every query of the check's own ends with the error. */
  const look = (error: Error) =>
    lookAtPlatform(project.emulator, check, {
      now,
      open: async () => ({
        query: async (text: string) => {
          if (/^\s*(begin|set|rollback)/.test(text)) return { rows: [] }
          throw error
        },
        end: async () => {},
      }),
    })

  test.each([coded('ECONNRESET'), coded('42P01'), coded('42501')])(
    'does without a database that can not tell (%o)',
    async (error) => {
      expect(await look(error)).toMatchObject({ state: 'pass' })
    },
  )

  test.each([
    ['57014', /^A query took longer than \d+ s and was cancelled$/],
    ['55P03', /held a lock/],
    ['22012', /^Its query failed with SQLSTATE 22012$/],
  ])('is unknown, and says why, when a query fails with %s', async (code, reason) => {
    expect(await look(coded(code))).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(reason),
    })
  })
})
