import { connect } from '@rollcall/database'
import { lookAs, look as lookAsBoth, scratchDatabase } from '@rollcall/testing'
import { hoursAgo, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, expect, test } from 'vitest'
import { connected, keysOf, lookAndKeep, withstandsWhatLogsDo } from './log-scenarios.ts'
import { lookAtPlatform } from './look-at-platform.ts'
import { signInAnomalies } from './sign-in-anomalies.ts'

const database = scratchDatabase()
const project = projectWithLogs()
beforeEach(() => database.session.query('truncate rollcall.metrics'))

const check = () => signInAnomalies.of(connected(project.emulator))
const asReader = () => connect(database.as('looker'))
const look = () => lookAsBoth(database, check())

type SignIn = { hours?: number; status?: number; country?: string }

/** So many requests for a session; the hour that began two and a half hours ago, unless said otherwise. */
function signIns(times: number, { hours = 2.5, status = 200, country = 'ES' }: SignIn = {}) {
  project.emulator.logs.add(
    Array.from({ length: times }, () => ({
      timestamp: hoursAgo(hours),
      source: 'edge_logs',
      message: 'POST | 203.0.113.77 | vera@school.example',
      attributes: {
        'request.path': '/auth/v1/token',
        'request.cf.country': country,
        'request.headers.cf_connecting_ip': '203.0.113.77',
        'request.search': '?email=vera@school.example',
        'response.status_code': status,
      },
    })),
  )
}

withstandsWhatLogsDo(signInAnomalies, project, () => signIns(40))

test('clear, found, clear again', async () => {
  signIns(40)
  signIns(29, { status: 400 })
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 24 + 69,
      requests: 69,
      refused: 29,
      countries: { ES: 69 },
      countriesKnownBefore: 0,
      baseline: { hours: 25, comparedWithFormerWeeks: 0, formerWeeks: 0 },
    },
  })
  signIns(1, { status: 400 })
  const found = await look()
  expect(found).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'refused-sign-ins',
        detail:
          '30 sign-ins were refused in the hour from 2026-03-11 08:00 UTC on (former weeks are not known), and unusually many in 1 hours in all.',
        subject: { hours: [{ from: '2026-03-11T08:00:00.000Z', count: 30, usual: null }] },
      },
    ],
  })
  expect(JSON.stringify(found)).not.toMatch(/vera|203\.0/)
  // A day on, they lie before the window.
  const tomorrow = '2026-03-12T11:00:00.000Z'
  for (let hours = 0; hours < 24; hours += 1) {
    project.emulator.logs.add([{ timestamp: hoursAgo(-hours - 0.5), source: 'postgres_logs' }])
  }
  expect(await lookAsBoth(database, check(), { now: tomorrow })).toMatchObject({ state: 'pass' })
})

test('three hundred in an hour are an error', async () => {
  signIns(300, { status: 429 })
  expect(await look()).toMatchObject({ state: 'fail', severity: 'error' })
})

test('what is usual in that hour of the week is not unusual, and three times as much is', async () => {
  for (const weeks of [1, 2, 3]) {
    signIns(40, { hours: weeks * 7 * 24 + 2.5, status: 400 })
    project.emulator.logs.add(
      [1, 8, 16].map((hours) => ({
        timestamp: hoursAgo(weeks * 7 * 24 + hours),
        source: 'postgres_logs',
      })),
    )
    await lookAndKeep(asReader, check(), hoursAgo(weeks * 7 * 24))
  }
  signIns(119, { status: 400 })
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: { baseline: { hours: 25, comparedWithFormerWeeks: 24, formerWeeks: 3 } },
  })
  signIns(1, { status: 400 })
  expect(await look()).toMatchObject({
    findings: [{ subject: { hours: [{ count: 120, usual: 40 }] } }],
  })
})

test('a country is unusual once others are known, and from some requests on', async () => {
  signIns(50)
  signIns(9, { country: 'FR' })
  expect(keysOf(await lookAndKeep(asReader, check(), hoursAgo(0)))).toBe('pass')
  expect(keysOf(await look())).toBe('pass')
  const later = '2026-03-11T12:00:00.000Z'
  signIns(4, { country: 'BR' })
  signIns(5, { country: 'VN', status: 400 })
  signIns(5, { country: '@everyone' })
  const verdict = await lookAsBoth(database, check(), { now: later })
  expect(keysOf(verdict)).toEqual(['origin/unknown', 'origin/VN'])
  expect(verdict).toMatchObject({
    findings: [{}, { detail: expect.stringMatching(/^5 .*\(VN\); 5 were refused\.$/) }],
  })
})

test('a history of which the role that looks does not see all is none', async () => {
  signIns(50)
  await lookAndKeep(asReader, check(), hoursAgo(0))
  await database.session.query('alter policy rollcall_roles on rollcall.metrics using (false)')
  const verdict = await lookAs(database.as('looker'), check(), { now: '2026-03-11T12:00:00.000Z' })
  await database.session.query('alter policy rollcall_roles on rollcall.metrics using (true)')
  expect(verdict).toMatchObject({
    evidence: { baseline: { history: 'none: the database does not tell' } },
  })
})

test('without a database the absolute limits judge, and the evidence says so', async () => {
  signIns(30, { status: 400 })
  expect(await lookAtPlatform(project.emulator, signInAnomalies, { now })).toMatchObject({
    state: 'fail',
    evidence: { baseline: { history: 'none: the database does not tell' } },
  })
})

test('a look that could not see all keeps nothing', async () => {
  signIns(5)
  signIns(1, { status: 0 })
  expect(await lookAndKeep(asReader, check())).toMatchObject({
    state: 'unknown',
    reason: '1 log rows have no response.status_code that can be read',
  })
  const { rows } = await database.session.query('select count(*) as kept from rollcall.metrics')
  expect(rows).toEqual([{ kept: 0 }])
})
