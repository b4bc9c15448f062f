import { defaultConfig } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { look as lookAsBoth, scratchDatabase } from '@rollcall/testing'
import { hoursAgo, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, expect, test } from 'vitest'
import { apiUsageAnomalies } from './api-usage-anomalies.ts'
import { connected, keysOf, lookAndKeep, withstandsWhatLogsDo } from './log-scenarios.ts'
import { lookAtPlatform } from './look-at-platform.ts'

const database = scratchDatabase()
const project = projectWithLogs()
beforeEach(() => database.session.query('truncate rollcall.metrics'))

const thresholds = { deniedRequestsPerHour: 20, apiRequestsPerHour: 50 }
const check = () => apiUsageAnomalies.of(connected(project.emulator))
const asReader = () => connect(database.as('looker'))

const look = () =>
  lookAsBoth(database, check(), {
    config: { thresholds: { ...defaultConfig.thresholds, ...thresholds } },
  })

/** So many requests, in the hour that began two and a half hours ago unless said otherwise. */
function requests(times: number, { hours = 2.5, status = 200 } = {}) {
  project.emulator.logs.add(
    Array.from({ length: times }, () => ({
      timestamp: hoursAgo(hours),
      source: 'edge_logs',
      message: 'GET | 203.0.113.77',
      attributes: {
        'request.path': '/rest/v1/students',
        'request.search': '?first_name=eq.Vera',
        'response.status_code': status,
      },
    })),
  )
}

/** The same hour of three former weeks, and a look at each. */
async function formerWeeks(times: number, status = 200) {
  for (const weeks of [3, 2, 1]) {
    const before = weeks * 7 * 24
    requests(times, { hours: before + 2.5, status })
    project.emulator.logs.add(
      [1, 8, 16].map((hours) => ({ timestamp: hoursAgo(before + hours), source: 'postgres_logs' })),
    )
    await lookAndKeep(asReader, check(), hoursAgo(before))
  }
}

withstandsWhatLogsDo(apiUsageAnomalies, project, () => requests(40))

test('clear, found, clear again', async () => {
  requests(40)
  requests(19, { status: 401 })
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: { examined: 24 + 59, requests: 59, denied: 19, baseline: { hours: 24 } },
  })
  requests(1, { status: 403 })
  const found = await look()
  expect(found).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'denied-requests',
        detail:
          '20 requests were denied in the hour from 2026-03-11 08:00 UTC on (former weeks are not known), and it was unusual in 1 hours in all.',
      },
    ],
  })
  expect(JSON.stringify(found)).not.toMatch(/Vera|203\.0/)
  project.emulator.reset()
  for (let hours = 0; hours < 24; hours += 1) {
    project.emulator.logs.add([{ timestamp: hoursAgo(hours + 0.5), source: 'postgres_logs' }])
  }
  expect(await look()).toMatchObject({ state: 'pass' })
})

test('ten times the limit is an error', async () => {
  requests(200, { status: 429 })
  expect(await look()).toMatchObject({ state: 'fail', severity: 'error' })
})

test('much is only known beside former weeks', async () => {
  requests(200)
  expect(keysOf(await look())).toBe('pass')
})

test.each([
  ['three times as much as usual is unusual', 60, 180, ['volume/high']],
  ['less than that is not', 60, 179, 'pass'],
  ['a third of the usual is unusual', 60, 20, ['volume/low']],
  ['more than that is not', 60, 21, 'pass'],
  ['where little is usual, nothing is nothing', 49, 0, 'pass'],
  ['where little is usual, little more is not much', 10, 49, 'pass'],
  ['where little is usual, much is', 10, 50, ['volume/high']],
])('%s', async (_name, usual, now, wanted) => {
  await formerWeeks(usual)
  requests(now)
  const verdict = await look()
  expect(keysOf(verdict)).toEqual(wanted)
  expect(verdict.evidence).toMatchObject({
    baseline: { comparedWithFormerWeeks: 24, formerWeeks: 3 },
  })
})

test('what is usually denied is not unusual', async () => {
  await formerWeeks(20, 401)
  requests(59, { status: 401 })
  expect(keysOf(await look())).not.toContain('denied-requests')
  requests(1, { status: 401 })
  expect(keysOf(await look())).toContain('denied-requests')
})

test('without a database the absolute limits judge, and the evidence says so', async () => {
  requests(100, { status: 401 })
  expect(await lookAtPlatform(project.emulator, apiUsageAnomalies, { now })).toMatchObject({
    state: 'fail',
    evidence: { baseline: { history: 'none: the database does not tell' } },
  })
})
