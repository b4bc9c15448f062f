import { defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { calls, functionId, hoursAgo } from '@rollcall/testing/logged-project'
import { type Platform as Emulator, startPlatform } from '@rollcall/testing/platform'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readDescription } from './api/description.ts'
import type { PlatformCheck } from './checks/platform-check.ts'
import { platformChecks } from './checks/platform-checks.ts'
import { connectPlatform } from './connect-platform.ts'
import { type Mutation, metricsMutations, mutationsOf } from './mutate-answer.ts'
import { createPace } from './pace.ts'

const database = scratchDatabase()
const { operations } = readDescription()
let emulator: Emulator

beforeAll(async () => {
  emulator = await startPlatform()
  // A student was written two hours ago, of which the function is to be told.
  await database.session.query(webhook)
  await database.session.query(
    `insert into public.class_generation_logs (operation, status, classes_created, trigger_time)
     values ('insert', 'success', 4, $1)`,
    [hoursAgo(2)],
  )
  return () => emulator.stop()
})
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(testNow), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** As Supabase makes a webhook of the database. */
const webhook = `
  create schema supabase_functions;
  create function supabase_functions.http_request() returns trigger language plpgsql
  set search_path = '' as 'begin return new; end';
  create trigger sends_on after insert or update on public.students for each row
  execute function supabase_functions.http_request(
    'https://x.supabase.co/functions/v1/class-tracking/webhook', 'POST', '{}', '{}', '5000'
  )`

const events = (source: string, times: number, attributes: Record<string, string | number>) =>
  Array.from({ length: times }, () => ({ timestamp: hoursAgo(2.5), source, attributes }))
const request = (path: string, status: number) => ({
  'request.path': path,
  'request.cf.country': 'ES',
  'response.status_code': status,
})
const unhealthy = { status: 'UNHEALTHY' }
const backup = { id: 1, is_physical_backup: true, inserted_at: hoursAgo(8) }
const lint = { name: 'rls_disabled_in_public', level: 'ERROR' } as const

const notCalled = 'the webhook is not called'

/** One thing that is wrong each, so that nothing else keeps a check red. */
const scenarios: Record<string, () => void> = {
  'all is well': () => {},
  'it is paused': () => emulator.projectIs('INACTIVE'),
  'it is upgraded': () => emulator.projectIs('UPGRADING'),
  'sign-in is down': () => emulator.services.set({ auth: unhealthy }),
  'the database is down': () => emulator.services.set({ db: unhealthy }),
  'the CPU is busy': () => emulator.load.set({ cpu: 0.95 }),
  'memory is short': () => emulator.load.set({ memory: 0.95 }),
  'the swap is full': () => emulator.load.set({ swap: 0.95 }),
  'the disk is busy': () => emulator.load.set({ diskBusy: 0.95 }),
  'the disk is waited for': () => emulator.load.set({ ioWait: 0.5 }),
  'clients wait': () => emulator.load.set({ poolerWaiting: 12 }),
  'the disk is full': () => emulator.disk.set({ usedBytes: 7.5 * 1024 ** 3 }),
  'it is read-only': () => emulator.readOnly(true),
  'there is no backup': () => emulator.backups.set({ backups: [] }),
  'the backup failed': () => emulator.backups.set({ backups: [{ ...backup, status: 'FAILED' }] }),
  'the plan has no backups': () => emulator.planIs('free'),
  'an advisor finds something': () => emulator.advisors.set({ security: [lint] }),
  'everybody may connect': () => emulator.network.set({ dbAllowedCidrs: ['0.0.0.0/0'] }),
  'TLS is not enforced': () => emulator.network.set({ isSslEnforced: false }),
  'somebody is banned': () => emulator.network.set({ banned: ['203.0.113.77'] }),
  'a function fails': () => emulator.logs.add(calls(50, { status: 500, path: 'webhook' })),
  [notCalled]: () => {},
  'a function is slow': () => emulator.logs.add(calls(100, { milliseconds: 7321 })),
  'sign-ins are refused': () =>
    emulator.logs.add(events('edge_logs', 100, request('/auth/v1/token', 400))),
  'requests are denied': () =>
    emulator.logs.add(events('edge_logs', 900, request('/rest/v1/students', 401))),
}

/** A project that is well but for the scenario, at the start of the clock. */
function set(scenario: string) {
  vi.setSystemTime(testNow)
  emulator.reset()
  emulator.network.set({ dbAllowedCidrs: ['192.0.2.0/24'], dbAllowedCidrsV6: ['2001:db8::/48'] })
  emulator.functions.set([{ slug: 'class-tracking', id: functionId }])
  const hours = Array.from({ length: 30 }, (_, index) => hoursAgo(index + 0.1))
  emulator.logs.add(hours.map((timestamp) => ({ timestamp, source: 'postgres_logs' })))
  if (scenario !== notCalled) emulator.logs.add(calls(2, { path: 'webhook' }))
  scenarios[scenario]?.()
}

/** The clock moves while the client waits. */
const pace = () =>
  createPace({
    now: () => Date.now(),
    sleep: async (milliseconds) => void vi.setSystemTime(Date.now() + milliseconds),
    random: () => 0,
  })

async function look(check: PlatformCheck): Promise<Verdict> {
  const { url: endpoint, token, ref } = emulator
  const platform = connectPlatform({ endpoint, token, ref, pace: pace(), timeout: 5000 })
  const [verdict] = await runChecks({
    checks: [check.of(platform)],
    config: defaultConfig,
    now: testNow,
    open: () => connect(database.url),
    watermarks: new Map(),
  })
  return verdict as Verdict
}

/** A check in a scenario in which it has found something, or in which all is well, and one of its calls. */
type Case = { scenario: string; check: PlatformCheck; isRed: boolean; path: string }

async function casesOf(): Promise<Case[]> {
  const cases: Case[] = []
  for (const scenario of Object.keys(scenarios)) {
    for (const check of platformChecks) {
      set(scenario)
      const isRed = (await look(check)).state === 'fail'
      if (!isRed && scenario !== 'all is well') continue
      const paths = [...new Set(emulator.calls.map(({ path }) => path))]
      cases.push(...paths.map((path) => ({ scenario, check, isRed, path })))
    }
  }
  return cases
}

const isScrape = (path: string) => path.endsWith('/endpoints/metrics')

/** What is answered to a call; to a scrape and to the one that comes a minute later. */
async function answersTo(path: string): Promise<string[]> {
  const ask = async (at: number) => {
    vi.setSystemTime(at)
    const headers = { authorization: `Bearer ${emulator.token}` }
    return (await fetch(emulator.url + path, { headers })).text()
  }
  const start = Date.parse(testNow)
  const answers = isScrape(path)
    ? [await ask(start), await ask(start + 60_000)]
    : [await ask(start)]
  vi.setSystemTime(start)
  return answers
}

/** Every way in which an answer is varied. */
function variationsOf(path: string, answer: string): Mutation[] {
  if (isScrape(path)) return metricsMutations(answer)
  const [route = ''] = path.split('?')
  const operation = Object.values(operations).find((each) =>
    new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(route),
  )
  if (!operation) throw new Error(`no operation is at ${route}`)
  return mutationsOf(JSON.parse(answer), operation.answer)
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** One body after the other is answered to the call, the last one to all that follow. */
function answerWith(called: string, bodies: unknown[]) {
  const path = new RegExp(`^${escaped(called)}$`)
  for (const [index, body] of bodies.entries()) {
    for (const method of ['GET', 'POST']) {
      emulator.fail({ method, path, kind: 'body', body, lasts: index === bodies.length - 1 })
    }
  }
}

test('an answer that is otherwise never crashes a check, and never makes good what is wrong', async () => {
  const cases = await casesOf()
  const red = new Set(cases.filter(({ isRed }) => isRed).map(({ check }) => check.id))
  // What is never wrong can't be made good.
  expect([...red].sort()).toEqual(platformChecks.map(({ id }) => id).sort())
  const tried = fc.asyncProperty(fc.constantFrom(...cases), fc.nat(), async (each, choice) => {
    set(each.scenario)
    const answers = await answersTo(each.path)
    const varied = answers.map((answer) => {
      const variations = variationsOf(each.path, answer)
      return variations[choice % variations.length] as Mutation
    })
    const bodies = varied.map(({ body }) => body)
    answerWith(each.path, bodies)
    const verdict = await look(each.check)
    const { label, broken } = varied[0] as Mutation
    const told = `${each.check.id}, ${each.scenario}, ${each.path.split('?')[0]}: ${label}`
    if (verdict.state === 'unknown')
      expect(verdict.reason, told).not.toMatch(/^It (failed|did not)/)
    if (each.isRed && broken) expect(verdict.state, told).not.toBe('pass')
  })
  await fc.assert(tried, { numRuns: 300 })
}, 180_000)
