import { defaultConfig, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { lookAs, look as lookAsBoth, scratchDatabase, testNow } from '@rollcall/testing'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace } from '../loopback.ts'
import { databaseDisk } from './database-disk.ts'
import { lookAtPlatform, unanswered } from './look-at-platform.ts'

const gigabyte = 1024 ** 3
const day = 24 * 60 * 60 * 1000
const database = scratchDatabase()
const emulator = emulatedPlatform()

beforeEach(async () => {
  await database.session.query('truncate rollcall.metrics')
})

const check = () => {
  const { url: endpoint, token, ref } = emulator
  return databaseDisk.of(connectPlatform({ endpoint, token, ref, pace: idlePace(), timeout: 2000 }))
}
const look = () => lookAsBoth(database, check())
const without = (timeout?: number) =>
  lookAtPlatform(emulator, databaseDisk, { now: testNow, ...(timeout ? { timeout } : {}) })
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
const failAlways = (kind: Fault['kind'], path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })
const gigabytes = (used: number, size = 8) =>
  emulator.disk.set({ size_gb: size, usedBytes: used * gigabyte })

/** What earlier looks kept: so many days ago by how many MB less than the 2 GB of now. */
const measured = (less: Record<number, number>) =>
  database.session.query(
    `insert into rollcall.metrics (environment, measured_at, metric, value)
     select 'production', $1::timestamptz - d.key::integer * interval '1 day',
            'database-disk/usedBytes', 2147483648 - d.value::numeric * 1048576
     from jsonb_each_text($2) as d`,
    [testNow, JSON.stringify(less)],
  )

test('clear, found, clear again', async () => {
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 2,
      usedMegabytes: 2048,
      sizeMegabytes: 8192,
      usedShare: 0.25,
      measuredAt: testNow,
      ageMinutes: 0,
      readOnly: false,
      forecast: 'too few measurements: four, over two weeks, are needed',
      history: '0 earlier measurements',
    },
  })
  gigabytes(7.3)
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'disk/full',
        detail: expect.stringMatching(/^7475 of the 8192 MB of the disk are taken \(91 %\): /),
        subject: { usedMegabytes: 7475, sizeMegabytes: 8192 },
      },
    ],
  })
  gigabytes(7.3, 16)
  expect(keysOf(await look())).toBe('pass')
})

test.each([
  [7.19, 'pass'],
  [7.21, 'warning'],
  [7.59, 'warning'],
  [7.61, 'error'],
  [9, 'error'],
])('%d of 8 GB are %s', async (used, expected) => {
  gigabytes(used)
  const verdict = await without()
  expect(verdict.state === 'fail' ? verdict.severity : verdict.state).toBe(expected)
})

test('read-only mode is an error, and a warning while it is lifted', async () => {
  emulator.readOnly(true)
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'database/read-only', detail: expect.stringContaining('can be written') }],
    evidence: { readOnly: true },
  })
  await fetch(`${emulator.url}/v1/projects/${emulator.ref}/readonly/temporary-disable`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.token}` },
  })
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [{ key: 'database/read-only', subject: { overridden: true } }],
  })
})

describe('the forecast', () => {
  const steady = { 40: 8000, 30: 6000, 20: 4000, 10: 2000 }

  test('has a date and an interval, is a finding within a month, and needs no full disk', async () => {
    // 200 MB a day, so that 6 GB last 31 days, and 5 GB 26.
    await measured(steady)
    expect(await look()).toMatchObject({
      state: 'pass',
      evidence: {
        measurements: 5,
        measuredOverDays: 40,
        growthInMegabytesAMonth: 6000,
        forecast: { on: '2026-04-11', earliest: '2026-04-11', latest: '2026-04-11' },
      },
    })
    gigabytes(2, 7)
    expect(await look()).toMatchObject({
      state: 'fail',
      severity: 'warning',
      findings: [
        {
          key: 'disk/forecast',
          detail: expect.stringMatching(
            /^As it has grown in the last 40 days, by 6000 MB a month, the disk of 7168 MB is full about 2026-04-06 \(with 95 % certainty from 2026-04-0\d to 2026-04-\d\d\)/,
          ),
          subject: { on: '2026-04-06' },
        },
      ],
    })
  })

  test('is the wider the less regular the growth was, and may have no end', async () => {
    const interval = async (less: Record<number, number>) => {
      await database.session.query('truncate rollcall.metrics')
      await measured(less)
      const { forecast } = (await look()).evidence
      return forecast as { earliest: string; latest: string | null }
    }
    const regular = await interval(steady)
    const less = await interval({ 40: 800, 30: 680, 20: 360, 10: 220 })
    expect(less.earliest > regular.earliest).toBe(true)
    expect((less.latest ?? '9999') > less.earliest).toBe(true)
    expect(await interval({ 40: 800, 30: 1000, 20: 0, 10: 200 })).toMatchObject({ latest: null })
  })

  test('beside a disk that is called full says nothing', async () => {
    await measured(steady)
    gigabytes(2, 2.2)
    expect(keysOf(await look())).toEqual(['disk/full'])
  })

  test.each([
    ['three measurements', { 40: 400, 20: 200 }, /too few/],
    ['a week', { 7: 400, 5: 300, 3: 200 }, /too few/],
    ['no growth', { 40: 0, 30: 0, 20: 0 }, /does not grow/],
    ['a great clean-up', { 40: -9000, 30: -9100, 20: -9200, 10: 300 }, /too few/],
    ['what is older than half a year', { 200: 900, 190: 800, 185: 700 }, /too few/],
  ])('of %s is none', async (_what, less, forecast) => {
    await measured(less)
    expect((await look()).evidence.forecast).toMatch(forecast)
  })

  test('compares with what its own looks kept, and other environments do not count', async () => {
    for (const [days, used] of [
      [40, 1],
      [30, 1.25],
      [20, 1.5],
      [10, 1.75],
    ] as const) {
      const now = new Date(Date.parse(testNow) - days * day).toISOString()
      vi.setSystemTime(now)
      gigabytes(used)
      const looking = check()
      const looker = await connect(database.as('looker'))
      expect(await lookAs(database.url, looking, { now })).toMatchObject({ state: 'pass' })
      await looking.remember?.({ database: looker, config: defaultConfig, now })
      // A run that is repeated keeps what is kept.
      await looking.remember?.({ database: looker, config: defaultConfig, now })
      await looker.end()
    }
    vi.setSystemTime(testNow)
    gigabytes(2)
    const measurements = async (environment: string) =>
      (await lookAs(database.url, check(), { config: { environment } })).evidence.measurements
    expect(await measurements('production')).toBe(5)
    expect(await measurements('staging')).toBeUndefined()
  })
})

test('without a database it says so, and judges by the limits alone', async () => {
  expect(await without()).toMatchObject({
    state: 'pass',
    evidence: { history: 'none: the database does not tell', forecast: expect.anything() },
  })
  gigabytes(7.7)
  expect(keysOf(await without())).toEqual(['disk/full'])
})

test.each(unanswered)(
  'where everything is answered with %s it is unknown',
  async (kind, reason) => {
    failAlways(kind)
    expect(await without()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(reason),
    })
  },
)

test('a token without rights: the permission is named, and what is found stands', async () => {
  emulator.tokenMay(['project_admin_read', 'infra_disk_config_read'])
  expect(await without()).toMatchObject({
    state: 'unknown',
    reason: 'The access token lacks the permission database_readonly_config_read',
    evidence: { examined: 1, usedMegabytes: 2048, readOnly: null },
  })
  gigabytes(7.7)
  expect(await without()).toMatchObject({
    state: 'fail',
    findings: [{ key: 'disk/full' }],
    evidence: { unseen: [expect.stringContaining('database_readonly_config_read')] },
  })
  emulator.tokenMay(['project_admin_read', 'database_readonly_config_read'])
  emulator.readOnly(true)
  expect(keysOf(await without())).toEqual(['database/read-only'])
})

test.each([
  ['measured before the window', { timestamp: '2026-03-10T10:59:59Z' }, /measured last/],
  ['that do not add up', { used: 9 * gigabyte }, /do not add up/],
  ['below nothing', { used: -1 }, /do not add up/],
  ['of no disk', { size: 0, used: 0, available: 0 }, /do not add up/],
])('numbers %s say nothing', async (_how, changed: Record<string, unknown>, reason) => {
  const { size = 8 * gigabyte, used = 2 * gigabyte, available = 6 * gigabyte } = changed
  const metrics = { fs_size_bytes: size, fs_used_bytes: used, fs_avail_bytes: available }
  const body = { timestamp: testNow, metrics, ...changed }
  emulator.fail({ method: 'GET', path: /disk\/util/, kind: 'body', body, lasts: true })
  expect(await without()).toMatchObject({ state: 'unknown', reason: expect.stringMatching(reason) })
})

test('an answer that comes late comes, one that does not come is unknown', async () => {
  emulator.fail({ method: 'GET', path: /disk\/util/, kind: 'slow', delay: 50 })
  expect(keysOf(await without())).toBe('pass')
  failAlways('time-out', /readonly/)
  expect(await without(60)).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(/within 0.06 s/),
  })
})

test('a later version of the API is understood', async () => {
  failAlways('newer', /disk|readonly/)
  expect(keysOf(await without())).toBe('pass')
})

test.each(['INACTIVE', 'RESTORING', 'HIBERNATING'])(
  'of a project that is %s nothing is said',
  async (status) => {
    emulator.projectIs(status)
    gigabytes(7.7)
    expect(await without()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/^Project \w+ /),
    })
  },
)
