import { allChecks, defaultConfig, runChecks } from '@rollcall/core'
import { connect, createScratch, loadSampleSchool, withSession } from '@rollcall/database'
import { test as base, expect, inject } from 'vitest'
import { templateDatabase } from '../logins.ts'
import { testNow } from '../scratch-database.ts'
import { faults, plant } from './faults.ts'

const clock = { now: testNow }

/** The sample school in a database of its own, for each test anew. */
const test = base.extend<{ url: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern.
  url: async ({}, use) => {
    const scratch = await createScratch(inject('server'), templateDatabase)
    await withSession(scratch.url, clock, (session) => loadSampleSchool(session, testNow))
    await use(scratch.url)
    await scratch.drop()
  },
})

async function states(url: string, login?: 'looker'): Promise<Record<string, string>> {
  const address = login
    ? Object.assign(new URL(url), { username: login, password: login }).href
    : url
  const verdicts = await runChecks({
    checks: allChecks,
    config: defaultConfig,
    now: testNow,
    open: () => connect(address, clock),
    watermarks: new Map(),
  })
  return Object.fromEntries(verdicts.map(({ check, state }) => [check, state]))
}

test.for(faults)(
  '$name is seen by $seenBy and by no other check, whoever looks',
  async ({ name, seenBy, story }, { url }) => {
    const healthy = await states(url)
    expect(new Set(Object.values(healthy))).toEqual(new Set(['pass']))
    await withSession(url, clock, (session) => plant(session, { name, seenBy, story }))
    const expected = { ...healthy, [seenBy]: 'fail' }
    expect(await states(url)).toEqual(expected)
    expect(await states(url, 'looker')).toEqual(expected)
  },
)
