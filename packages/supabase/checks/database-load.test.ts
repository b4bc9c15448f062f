import { defaultConfig, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { lookAs, scratchDatabase, testNow } from '@rollcall/testing'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { describe, expect, test, vi } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { createPace } from '../pace.ts'
import { databaseLoad } from './database-load.ts'
import { unanswered } from './look-at-platform.ts'

const database = scratchDatabase()
const emulator = emulatedPlatform()

/** The clock moves while the client waits, and what is to happen meanwhile happens. */
function check({ meanwhile = () => {}, timeout = 2000 } = {}) {
  const pace = createPace({
    now: () => Date.now(),
    sleep: async (milliseconds) => {
      vi.setSystemTime(Date.now() + milliseconds)
      meanwhile()
    },
    random: () => 0,
  })
  const { url: endpoint, token, ref } = emulator
  return databaseLoad.of(connectPlatform({ endpoint, token, ref, pace, timeout }))
}
const look = (options?: Parameters<typeof check>[0]) => lookAs(database.url, check(options))
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
const metricsPath = /endpoints\/metrics/
const failAlways = (kind: Fault['kind'], path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })

async function metricsNow(): Promise<string> {
  const authorization = `Basic ${btoa(`service_role:${emulator.secretKey}`)}`
  const response = await fetch(emulator.metricsUrl, { headers: { authorization } })
  return response.text()
}

const answerWith = (body: string, lasts = false) =>
  emulator.fail({ method: 'GET', path: metricsPath, kind: 'body', body, lasts })

test('clear, found, clear again', async () => {
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 6,
      seconds: 60,
      cpuShare: 0.06,
      memoryShare: 0.55,
      swapShare: 0.02,
      diskBusyShare: 0.03,
      diskWaitShare: 0.01,
      poolerClientsWaiting: 0,
    },
  })
  emulator.load.set({ cpu: 0.93 })
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'cpu/busy',
        detail: expect.stringMatching(/^The CPU was busy for 93 % of the time between two looks: /),
        subject: { cpuShare: 0.93 },
      },
    ],
  })
  emulator.load.set({ cpu: 0.2 })
  expect(keysOf(await look())).toBe('pass')
})

test.each([
  ['cpu/busy', { cpu: 0.81 }, { cpu: 0.79 }],
  ['memory/short', { memory: 0.91 }, { memory: 0.89 }],
  ['swap/full', { swap: 0.71 }, { swap: 0.69 }],
  ['disk/busy', { diskBusy: 0.91 }, { diskBusy: 0.89 }],
  ['disk/waited-for', { ioWait: 0.26 }, { ioWait: 0.24 }],
  ['pooler/clients-waiting', { poolerWaiting: 5 }, { poolerWaiting: 4 }],
])('%s is found from its threshold on, and nothing else', async (key, above, below) => {
  emulator.load.set(above)
  expect(keysOf(await look())).toEqual([key])
  emulator.load.set(below)
  expect(keysOf(await look())).toBe('pass')
})

test('what happens between the scrapes counts, not what was before', async () => {
  emulator.load.set({ cpu: 0.9, diskBusy: 0.95 })
  vi.setSystemTime(Date.parse(testNow) + 3_600_000)
  emulator.load.set({ cpu: 0.1, diskBusy: 0.1 })
  expect(await look()).toMatchObject({ state: 'pass', evidence: { cpuShare: 0.1 } })
})

test('after a restart in between it does not know, but what it sees it says', async () => {
  const meanwhile = () => emulator.load.restart()
  expect(await look({ meanwhile })).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('do not tell cpuShare'),
    hint: expect.stringContaining('in two minutes'),
    evidence: { examined: 3, seconds: null },
  })
  emulator.load.set({ memory: 0.95 })
  expect(await look({ meanwhile })).toMatchObject({
    state: 'fail',
    findings: [{ key: 'memory/short' }],
    evidence: { unseen: expect.arrayContaining([expect.stringContaining('diskBusyShare')]) },
  })
})

describe('of a body that lacks something', () => {
  const lines = (text: string, keep: (line: string) => boolean) =>
    text.split('\n').filter(keep).join('\n')

  test.each([
    'node_cpu_seconds_total',
    'node_memory_MemTotal_bytes',
    'node_memory_MemAvailable_bytes',
    'node_memory_SwapTotal_bytes',
    'node_memory_SwapFree_bytes',
    'node_disk_io_time_seconds_total',
  ])('without %s it is unknown', async (name) => {
    answerWith(
      lines(await metricsNow(), (line) => !line.startsWith(`${name}{`)),
      true,
    )
    expect(await look()).toMatchObject({ state: 'unknown' })
  })

  test('zeros, as of a machine that is not measured, are no good news', async () => {
    answerWith((await metricsNow()).replaceAll(/^(\w+\{.*\}) \S+$/gm, '$1 0'), true)
    expect(await look()).toMatchObject({ state: 'unknown' })
  })

  test('numbers that make no sense are none', async () => {
    emulator.load.set({ memory: -0.5, swap: 1.5, poolerWaiting: -1 })
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/memoryShare.*swapShare/),
    })
  })

  test('no pooler is right in the free plan alone', async () => {
    const withoutPooler = (text: string) => lines(text, (line) => !line.includes('pgbouncer_'))
    // The counters go on: only the pooler is left out.
    const first = withoutPooler(await metricsNow())
    vi.setSystemTime(Date.parse(testNow) + 60_000)
    const second = withoutPooler(await metricsNow())
    const bodies = () => [first, second].forEach((body) => void answerWith(body))
    bodies()
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: 'The two scrapes do not tell poolerClientsWaiting',
    })
    emulator.planIs('free')
    bodies()
    expect(await look()).toMatchObject({
      state: 'pass',
      evidence: { examined: 5, pooler: expect.stringMatching(/^none: .* free plan/) },
    })
  })
})

test('keeps what it measured, as the role that looks', async () => {
  const looking = check()
  await lookAs(database.url, looking)
  const looker = await connect(database.as('looker'))
  await looking.remember?.({ database: looker, config: defaultConfig, now: testNow })
  await looker.end()
  const { rows } = await database.session.query(
    'select metric, value, measured_at from rollcall.metrics order by metric',
  )
  expect(rows).toContainEqual({
    metric: 'database-load/cpuShare',
    value: 0.06,
    measured_at: testNow,
  })
  expect(rows).toHaveLength(6)
})

const bodyless = ['empty', 'error-in-200']
test.each(unanswered.filter(([kind]) => !bodyless.includes(String(kind))))(
  'where everything is answered with %s it is unknown',
  async (kind, reason) => {
    failAlways(kind)
    expect(await look()).toMatchObject({ state: 'unknown', reason: expect.stringMatching(reason) })
  },
)

test('scrapes that are no metrics, or are cut off, are unknown', async () => {
  for (const kind of [
    'malformed',
    'page',
    'empty',
    'error-in-200',
    'time-out',
    'lost-within',
  ] as const) {
    emulator.reset()
    failAlways(kind, metricsPath)
    expect(await look({ timeout: 60 }), kind).toMatchObject({ state: 'unknown' })
  }
})

test('a token without rights: the permission is named', async () => {
  emulator.tokenMay(['project_admin_read'])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(/^The access token lacks the permission analytics_\w+_read$/),
  })
})

test('a slow answer is waited for', async () => {
  emulator.fail({ method: 'GET', path: metricsPath, kind: 'slow', delay: 50 })
  expect(keysOf(await look())).toBe('pass')
})

test.each(['INACTIVE', 'RESTORING', 'HIBERNATING'])(
  'of a project that is %s nothing is said',
  async (status) => {
    emulator.projectIs(status)
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/^Project \w+ /),
    })
  },
)
