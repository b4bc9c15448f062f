import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import type { Check, Context } from './check.ts'
import { defaultConfig } from './config.ts'
import { runChecks } from './run-checks.ts'
import type { Look } from './verdict.ts'

const database = scratchDatabase()

async function lookWith(
  look: (context: Context) => Promise<Look>,
  open = () => connect(database.url, { now: testNow }),
) {
  const check: Check = { id: 'outside', title: 'All is well', reads: [], outside: true, look }
  const [verdict] = await runChecks({
    checks: [check],
    config: {
      ...defaultConfig,
      timeouts: { ...defaultConfig.timeouts, statementSeconds: 0.2, checkSeconds: 1 },
    },
    now: testNow,
    open,
    watermarks: new Map(),
  })
  return verdict
}

const well: Look = { state: 'looked', findings: [], evidence: { examined: 1 } }
const unreachable = () => Promise.reject(new Error('Nothing answers'))

test('looks without a database, and opens none that it does not ask for', async () => {
  expect(await lookWith(async () => well, unreachable)).toMatchObject({ state: 'pass' })
})

test('learns that the database can not be reached, and goes on', async () => {
  const verdict = await lookWith(async ({ database: asked }) => {
    await expect(asked.query('select 1')).rejects.toThrow('Nothing answers')
    return well
  }, unreachable)
  expect(verdict).toMatchObject({ state: 'pass' })
})

test('asks in transactions of their own: one that fails spoils none of the others', async () => {
  const verdict = await lookWith(async ({ database: asked }) => {
    await expect(asked.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
    await expect(asked.query('create table public.x (id int)')).rejects.toMatchObject({
      code: '25006',
    })
    await expect(asked.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' })
    const { rows } = await asked.query<{ zone: string }>(
      "select current_setting('timezone') as zone",
    )
    return { ...well, evidence: { examined: 1, zone: rows[0]?.zone } }
  })
  expect(verdict).toMatchObject({ state: 'pass', evidence: { zone: 'UTC' } })
})

test.each([
  ['hangs', () => new Promise<Look>(() => undefined), /did not finish within 1 s/],
  ['throws', () => Promise.reject(new Error('Something broke')), /It failed: Something broke/],
])('is unknown when it %s', async (_what, look, reason) => {
  expect(await lookWith(look)).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(reason),
  })
})
