import { type Config, defaultConfig, type Verdict } from '@rollcall/core'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Platform as Emulator, Fault } from '@rollcall/testing/platform'
import { describe, expect, test } from 'vitest'
import { backupsFresh } from './backups-fresh.ts'
import { lookAtPlatform, unanswered } from './look-at-platform.ts'

const now = '2026-03-11T11:00:00.000Z'
const hour = 60 * 60 * 1000
const emulator = emulatedPlatform(now)

const look = (config?: Partial<Config>) =>
  lookAtPlatform(emulator, backupsFresh, { now, ...(config ? { config } : {}) })
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * hour).toISOString()
const unix = (hours: number) => Date.parse(hoursAgo(hours)) / 1000

/** Backups that many hours ago, each with how it ended. */
const daily = (...ends: [hours: number, status?: string][]) =>
  ends.map(([hours, status = 'COMPLETED'], index) => ({
    id: 100 - index,
    is_physical_backup: true,
    status,
    inserted_at: hoursAgo(hours),
  }))
const week = [8, 32, 56, 80, 104, 128, 152]
const failAlways = (kind: Fault['kind'], path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })

test('clear, found, clear again', async () => {
  expect(await look()).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 7,
      kind: 'physical',
      statuses: { COMPLETED: 7 },
      newest: '2026-03-11T03:00:00.000Z',
      oldest: '2026-03-05T03:00:00.000Z',
      ageHours: 8,
      wantedDays: 7,
      includedDays: 7,
    },
  })
  const whole = daily(...week.map((hours): [number] => [hours]))
  emulator.backups.set({ backups: whole.slice(2) })
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'newest',
        detail:
          'The newest backup is 56 hours old, of 2026-03-09T03:00:00.000Z: see in the dashboard why none came since.',
      },
    ],
  })
  emulator.backups.set({ backups: whole })
  expect(await look()).toMatchObject({ state: 'pass' })
})

test.each<[string, [number, string?][], string | string[]]>([
  ['the newest failed', [[2, 'FAILED'], ...week.map((at): [number] => [at])], ['outcome']],
  ['the newest was given up', [[2, 'CANCELLED'], ...week.map((at): [number] => [at])], ['outcome']],
  [
    'one that failed was made good',
    [[8], [9, 'FAILED'], ...week.slice(1).map((at): [number] => [at])],
    'pass',
  ],
  ['the next one is being made', [[1, 'PENDING'], ...week.map((at): [number] => [at])], 'pass'],
  ['one lacks', week.filter((at) => at !== 80).map((at) => [at]), ['gap/2026-03-07']],
  [
    'one failed in between',
    [[8], [32], [56, 'FAILED'], [80], [104], [128], [152]],
    ['gap/2026-03-08'],
  ],
  ['an old one is gone', [...week.map((at): [number] => [at]), [176, 'REMOVED']], 'pass'],
  ['only three are kept', [[8], [32], [56]], ['retention/kept']],
  [
    'all failed',
    [
      [8, 'FAILED'],
      [32, 'FAILED'],
    ],
    ['newest'],
  ],
  [
    'the word for the newest is new',
    [[1, 'ADDED_LATER'], ...week.map((at): [number] => [at])],
    'unknown',
  ],
  [
    'the words are new',
    [
      [8, 'ADDED_LATER'],
      [32, 'ADDED_LATER'],
    ],
    'unknown',
  ],
  ['the times can not be', [[-400]], 'unknown'],
])('when %s', async (_name, ends, expected) => {
  emulator.backups.set({ backups: daily(...ends) })
  expect(keysOf(await look())).toEqual(expected)
})

describe('without a list', () => {
  const range = (latest: number, earliest: number) => ({
    latest_physical_backup_date_unix: unix(latest),
    earliest_physical_backup_date_unix: unix(earliest),
  })

  test.each<[string, Parameters<Emulator['backups']['set']>[0], string | string[]]>([
    ['continuous', { pitr_enabled: true, physical_backup_data: range(0.1, 170) }, 'pass'],
    [
      'continuous, its start untold',
      { pitr_enabled: true, physical_backup_data: { latest_physical_backup_date_unix: unix(1) } },
      'pass',
    ],
    [
      'continuous and stopped',
      { pitr_enabled: true, physical_backup_data: range(40, 200) },
      ['newest'],
    ],
    [
      'continuous since yesterday',
      { pitr_enabled: true, physical_backup_data: range(1, 24) },
      ['retention/kept'],
    ],
    ['continuous, nothing told', { pitr_enabled: true, physical_backup_data: {} }, 'unknown'],
    ['physical', { physical_backup_data: range(8, 170) }, 'pass'],
    ['physical, nothing told', { physical_backup_data: {} }, 'unknown'],
    [
      'a time that no clock shows',
      { physical_backup_data: { latest_physical_backup_date_unix: 1e15 } },
      'unknown',
    ],
    ['logical', { walg_enabled: false }, ['newest']],
  ])('%s', async (_name, backups, expected) => {
    emulator.backups.set({ backups: [], ...backups })
    expect(keysOf(await look())).toEqual(expected)
  })

  test('a project that was made this morning has none yet', async () => {
    emulator.backups.set({ backups: [], walg_enabled: false })
    await madeAt(hoursAgo(5))
    expect(await look()).toMatchObject({ state: 'unknown', reason: /not due yet/ })
  })
})

test('a project of three days has three backups', async () => {
  emulator.backups.set({ backups: daily([8], [32], [56]) })
  await madeAt(hoursAgo(72))
  expect(await look()).toMatchObject({ state: 'pass' })
})

/** The next answer says that the project was made then. */
async function madeAt(created_at: string) {
  const headers = { authorization: `Bearer ${emulator.token}` }
  const answer = await fetch(`${emulator.url}/v1/projects/${emulator.ref}`, { headers })
  const body = { ...((await answer.json()) as object), created_at }
  emulator.fail({ method: 'GET', path: /\/projects\/\w+$/, kind: 'body', body })
}

test('a free plan includes none, whatever is listed', async () => {
  emulator.planIs('free')
  const verdict = await look()
  expect(keysOf(verdict)).toEqual(['plan'])
  expect(verdict).toMatchObject({ findings: [{ detail: /skip this check in the configuration/ }] })
  const skipped = await look({ skip: { 'backups-fresh': 'pg_dump runs each night' } })
  expect(skipped).toMatchObject({ state: 'skipped', reason: /pg_dump runs each night/ })
})

test('what the school wants is more than what it pays for, or than what point-in-time recovery keeps', async () => {
  const thresholds = { ...defaultConfig.thresholds, backupRetentionDays: 14 }
  expect(keysOf(await look({ thresholds }))).toEqual(['retention/included'])
  emulator.backups.set({
    pitr_enabled: true,
    backups: [],
    physical_backup_data: { latest_physical_backup_date_unix: unix(1) },
  })
  const addon = { type: 'pitr', variant: { id: 'pitr_28', name: '28 days' } }
  emulator.fail({
    method: 'GET',
    path: /billing\/addons/,
    kind: 'body',
    body: { selected_addons: [addon], available_addons: [] },
  })
  expect(await look({ thresholds })).toMatchObject({
    state: 'pass',
    evidence: { includedDays: 28 },
  })
})

test('where the entitlements say nothing the name of the plan does', async () => {
  for (const [plan, expected] of [
    ['pro', 'pass'],
    ['free', ['plan']],
  ] as const) {
    emulator.planIs(plan)
    emulator.fail({
      method: 'GET',
      path: /entitlements/,
      kind: 'body',
      body: { entitlements: [] },
    })
    expect(keysOf(await look())).toEqual(expected)
  }
})

test('where neither tells what is included it is unknown', async () => {
  emulator.fail({ method: 'GET', path: /entitlements/, kind: 'body', body: { entitlements: [] } })
  const body = { id: 'school', name: 'School' }
  emulator.fail({ method: 'GET', path: /organizations\/[\w-]+$/, kind: 'body', body })
  expect(await look()).toMatchObject({ state: 'unknown', reason: /tells neither/ })
})

test.each(unanswered)('%s is unknown', async (kind, reason) => {
  failAlways(kind)
  expect(await look()).toMatchObject({ state: 'unknown', reason })
})

test('a missing permission is named, and does not hide what was seen', async () => {
  emulator.tokenMay(['project_admin_read', 'organization_admin_read'])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason: 'The access token lacks the permission backups_read',
  })
  emulator.tokenMay(['project_admin_read', 'backups_read'])
  expect(await look()).toMatchObject({ state: 'unknown', reason: /lacks the permission/ })
  emulator.backups.set({ backups: daily([100]) })
  const verdict = await look()
  expect(keysOf(verdict)).toContain('newest')
  expect(verdict.evidence).toMatchObject({ unseen: [expect.stringMatching(/^included: /)] })
})

test('words of a later version alone tell nothing', async () => {
  failAlways('newer')
  expect(await look()).toMatchObject({ state: 'unknown' })
})

test('a slow answer is an answer, one that never comes is unknown', async () => {
  failAlways('slow')
  expect(await look()).toMatchObject({ state: 'pass' })
  emulator.reset()
  failAlways('time-out')
  expect(await lookAtPlatform(emulator, backupsFresh, { now, timeout: 100 })).toMatchObject({
    state: 'unknown',
    reason: /did not answer within/,
  })
})

test.each([
  ['INACTIVE', /not up \(paused\)/],
  ['HIBERNATING', /not up \(hibernating\)/],
  ['RESTORING', /not up \(restoring\)/],
])('a project that is %s is not judged', async (status, reason) => {
  emulator.projectIs(status)
  expect(await look()).toMatchObject({ state: 'unknown', reason })
})

test('a status that nobody knows yet is no obstacle', async () => {
  emulator.projectIs('DREAMING')
  expect(await look()).toMatchObject({ state: 'pass' })
})
