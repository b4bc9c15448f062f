import { checklists, defaultConfig, runChecks } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { emptySchool, scratchDatabase } from '@rollcall/testing'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { platformChecks } from './checks/platform-checks.ts'
import { connectPlatform } from './connect-platform.ts'
import { createPace } from './pace.ts'

const now = '2026-03-11T11:00:00.000Z'
const minute = 60_000
const database = scratchDatabase()
const emulator = emulatedPlatform(now)

beforeEach(async () => {
  emulator.functions.set([{ slug: 'class-tracking' }])
  await emptySchool(database)
  emulator.logs.add(await failingDays(4))
  emulator.enforceLimits()
})

/** An event of each source every ten minutes up to now, and calls that fail: then most is asked. */
async function failingDays(days: number) {
  const [deployed] = await client().functions()
  const attributes = {
    function_id: deployed?.id ?? '',
    execution_time_ms: 120,
    'response.status_code': 500,
  }
  const sources = ['edge_logs', 'postgres_logs', 'auth_logs', 'function_edge_logs', 'function_logs']
  emulator.calls.length = 0
  return Array.from({ length: days * 24 * 6 }, (_, index) =>
    sources.map((source) => ({
      timestamp: new Date(Date.parse(now) - index * 10 * minute).toISOString(),
      source,
      attributes,
    })),
  ).flat()
}

/** A client that waits by the emulator's clock, which is `Date`. */
function client() {
  const { url: endpoint, token, ref } = emulator
  const pace = createPace({
    now: () => Date.now(),
    sleep: async (milliseconds) => void vi.setSystemTime(Date.now() + milliseconds),
    random: () => 0.5,
  })
  return connectPlatform({ endpoint, token, ref, pace })
}

/** Runs checklists, each check once and all of one client; `since` is where each looked last. */
function run(names: readonly (keyof typeof checklists)[], since?: string) {
  const platform = client()
  const listed = new Set(names.flatMap((name) => checklists[name]))
  const checks = platformChecks.filter(({ id }) => listed.has(id))
  return runChecks({
    checks: checks.map((check) => check.of(platform)),
    config: defaultConfig,
    now,
    open: () => connect(database.url, { now }),
    watermarks: new Map(since ? checks.map(({ id }) => [id, since]) : []),
  })
}

const refused = () => emulator.calls.filter(({ status }) => status !== 200 && status !== 201)
const asked = (pattern: RegExp) => emulator.calls.filter(({ path }) => pattern.test(path)).length

test('a daily run makes fewer than 25 calls', async () => {
  const verdicts = await run(['daily'])
  expect(verdicts.filter(({ state }) => state === 'unknown')).toEqual([])
  expect(emulator.calls.length).toBeLessThan(25)
  expect(refused()).toEqual([])
})

test('a daily run does not exhaust what Supabase allows in a minute of logs and of scrapes', async () => {
  await run(['daily'])
  expect(asked(/endpoints\/logs/)).toBeLessThanOrEqual(10)
  expect(asked(/metrics/)).toBeLessThanOrEqual(10)
})

describe.each([
  ['daily', ['daily']],
  ['weekly', ['weekly']],
  ['monthly', ['monthly']],
  ['all', ['daily', 'weekly', 'monthly']],
] as const)('a run of %s', (_name, names) => {
  test('is never refused for its calls, even when it looks back over days', async () => {
    const verdicts = await run(names, '2026-03-08T05:00:00.000Z')
    expect(verdicts.length).toBeGreaterThan(0)
    expect(refused()).toEqual([])
  })

  test('asks for the same thing once', async () => {
    await run(names)
    const urls = emulator.calls.map(({ method, path }) => `${method} ${path}`)
    const repeated = urls.filter((url, index) => urls.indexOf(url) < index)
    // The load is the difference between two scrapes.
    expect(repeated.filter((url) => !url.includes('metrics'))).toEqual([])
  })
})
