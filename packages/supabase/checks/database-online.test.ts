import { type Check, defaultConfig, OperatorError, runChecks, type Verdict } from '@rollcall/core'
import { lookAs, look as lookAsBoth, scratchDatabase, testNow } from '@rollcall/testing'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { describe, expect, test } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace, serve } from '../loopback.ts'
import { databaseOnline } from './database-online.ts'
import { unanswered } from './look-at-platform.ts'

const database = scratchDatabase()
const emulator = emulatedPlatform()

function check(timeout = 2000): Check {
  const { url: endpoint, token, ref } = emulator
  return databaseOnline.of(connectPlatform({ endpoint, token, ref, pace: idlePace(), timeout }))
}
const look = () => lookAsBoth(database, check())

/** A look at a database to which no session opens, or whose sessions answer so. */
async function lookAt(open: () => Promise<unknown>): Promise<Verdict> {
  const [verdict] = await runChecks({
    checks: [check()],
    config: defaultConfig,
    now: testNow,
    open: open as Parameters<typeof runChecks>[0]['open'],
    watermarks: new Map(),
  })
  return verdict as Verdict
}
const refused = (cause: object, message = 'Nothing answers at db:5432: check it.') =>
  Promise.reject(new OperatorError(message, { cause: Object.assign(new Error('?'), cause) }))
const unreachable = () => refused({ code: 'ECONNREFUSED' })

const failAlways = (kind: Fault['kind'], path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state

test('clear, found, clear again', async () => {
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 9,
      projectStatus: 'ACTIVE_HEALTHY',
      services: { db: 'ACTIVE_HEALTHY', auth: 'ACTIVE_HEALTHY', pooler: 'ACTIVE_HEALTHY' },
      database: {
        version: expect.stringMatching(/^\d/),
        startedAt: expect.stringMatching(/Z$/),
        inRecovery: false,
      },
    },
  })
  emulator.projectIs('INACTIVE')
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'project/paused',
        detail: expect.stringMatching(/is paused.*restore it in the dashboard\.$/),
        subject: { status: 'INACTIVE' },
      },
    ],
    evidence: { examined: 1, projectStatus: 'INACTIVE' },
  })
  emulator.projectIs('ACTIVE_HEALTHY')
  expect(await look()).toMatchObject({ state: 'pass' })
})

describe('each status of a project', () => {
  const statuses: [string, string, 'error' | 'warning'][] = [
    ['ACTIVE_UNHEALTHY', 'unhealthy', 'error'],
    ['INACTIVE', 'paused', 'error'],
    ['PAUSING', 'pausing', 'error'],
    ['PAUSE_FAILED', 'pause-failed', 'error'],
    ['COMING_UP', 'coming-up', 'error'],
    ['RESTORING', 'restoring', 'error'],
    ['RESTORE_FAILED', 'restore-failed', 'error'],
    ['INIT_FAILED', 'init-failed', 'error'],
    ['GOING_DOWN', 'going-down', 'error'],
    ['REMOVED', 'removed', 'error'],
    ['HIBERNATING', 'hibernating', 'error'],
    ['UPGRADING', 'upgrading', 'warning'],
    ['RESIZING', 'resizing', 'warning'],
    ['RESTARTING', 'restarting', 'warning'],
    ['PROMOTING', 'promoting', 'warning'],
  ]

  test.each(statuses)('%s is one finding, project/%s, of severity %s', async (status, key, how) => {
    emulator.projectIs(status)
    // What follows from it is not told beside it.
    const verdict = await lookAt(unreachable)
    expect(keysOf(verdict)).toEqual([`project/${key}`])
    expect(verdict).toMatchObject({ severity: how })
  })

  test('has a sentence of its own', async () => {
    const sentences = new Set<string>()
    for (const [status] of statuses) {
      emulator.projectIs(status)
      const verdict = await lookAt(unreachable)
      if (verdict.state === 'fail') sentences.add(verdict.findings[0]?.detail ?? '')
    }
    expect(sentences.size).toBe(statuses.length)
  })

  test.each([
    ['UNKNOWN', 'UNKNOWN'],
    ['SOMETHING_NEW', 'SOMETHING_NEW'],
    ['constructor', 'a word that is none'],
    ['<img src=x>', 'a word that is none'],
  ])('%s is neither well nor ill', async (status, shown) => {
    emulator.projectIs(status)
    emulator.services.set(healthy())
    expect(await lookAs(database.url, check())).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining(`(${shown})`),
      evidence: { projectStatus: shown },
    })
    expect(keysOf(await lookAt(unreachable))).toEqual(['database/unreachable'])
  })

  const healthy = () =>
    Object.fromEntries(
      ['db', 'db_postgres_user', 'auth', 'pooler', 'realtime', 'rest', 'storage'].map((name) => [
        name,
        { status: 'ACTIVE_HEALTHY' },
      ]),
    )
})

test('a call that is refused because the project sleeps tells the same', async () => {
  failAlways(540)
  expect(keysOf(await lookAt(unreachable))).toEqual(['project/paused'])
  const { token, ref } = emulator
  const server = await serve({ status: 400, body: { message: 'Project is hibernating' } })
  const platform = connectPlatform({ token, ref, endpoint: server.url, pace: idlePace() })
  const verdict = await lookAs(database.url, databaseOnline.of(platform))
  server.stop()
  expect(keysOf(verdict)).toEqual(['project/hibernating'])
})

describe('services', () => {
  test.each([
    ['db', 'error'],
    ['db_postgres_user', 'error'],
    ['auth', 'warning'],
    ['pooler', 'warning'],
    ['realtime', 'warning'],
    ['rest', 'warning'],
    ['storage', 'warning'],
  ] as const)('%s that ails is of severity %s', async (name, severity) => {
    const error = 'no route to 192.0.2.7 for ada@example.org'
    emulator.services.set({ [name]: { status: 'UNHEALTHY', error } })
    const verdict = await look()
    expect(verdict).toMatchObject({
      state: 'fail',
      severity,
      findings: [{ key: `service/${name}`, detail: expect.stringContaining('is unhealthy') }],
      evidence: { services: { [name]: 'UNHEALTHY' } },
    })
    expect(JSON.stringify(verdict)).not.toContain('192.0.2.7')
    emulator.services.set({ [name]: { status: 'COMING_UP' } })
    expect(await look()).toMatchObject({
      findings: [{ detail: expect.stringContaining('still starting') }],
    })
  })

  test('one that is in a new word, or is not told, is unknown', async () => {
    emulator.services.set({ rest: { status: 'DOZING' } })
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: 'The health of the service rest is in a word that is new',
    })
    emulator.reset()
    const health = [{ name: 'db', healthy: true, status: 'ACTIVE_HEALTHY' }]
    emulator.fail({ method: 'GET', path: /health/, kind: 'body', body: health, lasts: true })
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('The health of the service auth is not told'),
    })
  })
})

describe('the database', () => {
  test.each([
    ['ECONNREFUSED', { code: 'ECONNREFUSED' }, 'nothing listens at its address'],
    ['a time-out', { message: 'timeout expired' }, 'it did not answer in time'],
    ['too many clients', { code: '53300' }, 'it has no connection left'],
    ['starting up', { code: '57P03' }, 'it is starting up or shutting down'],
    [
      'a pooler before nothing',
      { code: 'XX000', message: 'too many failed attempts to connect to the database' },
      'the pooler does not reach it',
    ],
  ])('that does not answer (%s) is an error', async (_what, cause, why) => {
    expect(await lookAt(() => refused(cause))).toMatchObject({
      state: 'fail',
      severity: 'error',
      findings: [
        { key: 'database/unreachable', detail: expect.stringContaining(`because ${why}: `) },
      ],
      evidence: { examined: 9, database: `no answer: ${why}` },
    })
  })

  test('that we may not or can not ask is no finding', async () => {
    for (const code of ['28P01', 'ENOTFOUND', 'CERT_HAS_EXPIRED']) {
      const verdict = await lookAt(() => refused({ code }, 'The server refuses us: correct it.'))
      expect(verdict).toMatchObject({
        state: 'unknown',
        reason: 'The server refuses us: correct it',
        evidence: { examined: 8, database: 'not asked' },
      })
    }
    const unnamed = () => Promise.reject(new OperatorError('No database is named: name one.'))
    expect(await lookAt(unnamed)).toMatchObject({ reason: 'No database is named: name one' })
    const broken = () => Promise.reject(new Error('the secret is 42'))
    expect(JSON.stringify(await lookAt(broken))).not.toContain('secret')
  })

  test('that can not be asked comes with the address that can be reached, where Supabase tells it', async () => {
    const ipv6 = () =>
      refused({ code: 'ENETUNREACH' }, 'db.x.supabase.co:5432 answers over IPv6 alone.')
    expect(await lookAt(ipv6)).toMatchObject({
      state: 'unknown',
      reason: 'db.x.supabase.co:5432 answers over IPv6 alone',
      hint: expect.stringContaining(
        `is at aws-0-eu-west-1.pooler.supabase.com:5432, with postgres.${emulator.ref} for the owner.`,
      ),
    })
    failAlways(403, /config\/database\/pooler/)
    expect(await lookAt(ipv6)).toMatchObject({
      state: 'unknown',
      hint: expect.stringMatching(/run the check again\.$/),
    })
  })

  test('is asked once more where a session of before was broken', async () => {
    let opened = 0
    const open = async () => ({
      query: async (text: string) => {
        if (opened === 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
        const row = { version: '17.6', startedAt: testNow, inRecovery: false }
        return { rows: text.includes('server_version') ? [row] : [] }
      },
      end: async () => {},
    })
    const verdict = await lookAt(() => {
      opened += 1
      return open()
    })
    expect(verdict).toMatchObject({ state: 'pass', evidence: { database: { version: '17.6' } } })
    expect(opened).toBe(2)
  })
})

describe('where Supabase does not answer', () => {
  test.each(unanswered.filter(([kind]) => kind !== 540))(
    '%s is unknown, and a database that answers is told',
    async (kind, reason) => {
      failAlways(kind)
      expect(await lookAs(database.url, check())).toMatchObject({
        state: 'unknown',
        reason: expect.stringMatching(reason),
        evidence: { examined: 1, database: { inRecovery: false } },
      })
    },
  )

  test('a silent database is found where the network is seen to work, and only there', async () => {
    failAlways(403)
    expect(keysOf(await lookAt(unreachable))).toEqual(['database/unreachable'])
    emulator.reset()
    failAlways('lost-before')
    expect((await lookAt(unreachable)).state).toBe('unknown')
  })

  test('to a token without rights, the permission is named', async () => {
    emulator.tokenMay([])
    expect(await lookAs(database.url, check())).toMatchObject({
      state: 'unknown',
      reason: 'The access token lacks the permission project_admin_read',
    })
  })

  test('about its services alone, what is known of the project stands', async () => {
    failAlways(503, /health/)
    expect(await lookAs(database.url, check())).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('answers 503'),
      evidence: { projectStatus: 'ACTIVE_HEALTHY', services: {} },
    })
    expect(keysOf(await lookAt(unreachable))).toEqual(['database/unreachable'])
  })

  test('in time it is unknown, and when it takes its time it is waited for', async () => {
    failAlways('time-out', /health/)
    expect(await lookAs(database.url, check(60))).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('within 0.06 s'),
    })
    emulator.reset()
    emulator.fail({ method: 'GET', path: /health/, kind: 'slow', delay: 50 })
    expect(await lookAs(database.url, check())).toMatchObject({ state: 'pass' })
  })
})

test('fields that come with a later version do no harm, words that come with it are unknown', async () => {
  failAlways('newer')
  expect(await lookAs(database.url, check())).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('ADDED_LATER'),
  })
})
