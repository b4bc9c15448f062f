import type { Config, Verdict } from '@rollcall/core'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { beforeEach, describe, expect, test } from 'vitest'
import { lookAtPlatform, unanswered } from './look-at-platform.ts'
import { networkOf, shortened } from './network/networks.ts'
import { networkExposure } from './network-exposure.ts'

const now = '2026-03-11T11:00:00.000Z'
const emulator = emulatedPlatform(now)

beforeEach(() => {
  emulator.network.set({ dbAllowedCidrs: ['192.0.2.0/24'], dbAllowedCidrsV6: [] })
})

const look = (config?: Partial<Config>) =>
  lookAtPlatform(emulator, networkExposure, { now, ...(config ? { config } : {}) })
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
function failAlways(kind: Fault['kind'], path = /./) {
  for (const method of ['GET', 'POST']) emulator.fail({ method, path, kind, lasts: true })
}
const answerWith = (path: RegExp, body: object) =>
  emulator.fail({ method: 'GET', path, kind: 'body', body })

test('clear, found, clear again', async () => {
  const clear = {
    state: 'pass',
    evidence: { examined: 3, networks: 1, restrictions: 'applied', banned: 0, sslEnforced: true },
  }
  expect(await look()).toMatchObject(clear)
  emulator.network.set({
    dbAllowedCidrs: ['0.0.0.0/0', '192.0.2.0/24'],
    dbAllowedCidrsV6: ['::/0'],
    banned: ['203.0.113.77'],
    isSslEnforced: false,
  })
  const verdict = await look()
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      { key: 'ssl/not-enforced', severity: 'error' },
      {
        key: 'bans',
        detail:
          '1 address is banned after failed log-ins to the database, in 203.0.113.0/24: an application with an old password, or somebody who guesses.',
      },
      { key: 'network/::/0', severity: 'warning' },
      { key: 'network/0.0.0.0/0', severity: 'warning' },
    ],
  })
  expect(JSON.stringify(verdict)).not.toContain('203.0.113.77')
  emulator.network.set({
    dbAllowedCidrs: ['192.0.2.0/24'],
    dbAllowedCidrsV6: [],
    banned: [],
    isSslEnforced: true,
  })
  expect(await look()).toMatchObject(clear)
})

test.each<[string[], string[], string | string[]]>([
  [[], [], 'pass'],
  [['198.51.100.7'], ['2001:db8::/32'], 'pass'],
  [['10.0.0.0/8'], [], 'pass'],
  [['0.0.0.0/1', '128.0.0.0/1'], [], ['network/0.0.0.0/1', 'network/128.0.0.0/1']],
  [['192.0.2.0/24'], ['2000::/3'], ['network/2000::/3']],
  [['the office'], [], 'unknown'],
  [['192.0.2.0/33'], [], 'unknown'],
])('with %j and %j open', async (dbAllowedCidrs, dbAllowedCidrsV6, expected) => {
  emulator.network.set({ dbAllowedCidrs, dbAllowedCidrsV6 })
  expect(keysOf(await look())).toEqual(expected)
})

test('what is open on purpose is told and no finding', async () => {
  emulator.network.set({ dbAllowedCidrs: ['0.0.0.0/0'], dbAllowedCidrsV6: ['::/0'] })
  const reason = "GitHub's runners have no addresses of their own"
  const published = { 'network/0.0.0.0/0': reason }
  expect(keysOf(await look({ published }))).toEqual(['network/::/0'])
  expect(await look({ published: { ...published, 'network/::/0': reason } })).toMatchObject({
    state: 'pass',
    evidence: { published: { 'network/0.0.0.0/0': reason, 'network/::/0': reason } },
  })
})

test('a plan without restrictions is told what else to do', async () => {
  emulator.planIs('free')
  emulator.network.set({ dbAllowedCidrs: ['0.0.0.0/0'] })
  expect(await look()).toMatchObject({ findings: [{ detail: /the plan allows no restriction/ }] })
})

describe('what could not be applied', () => {
  test('is found', async () => {
    const config = { dbAllowedCidrs: ['192.0.2.0/24'], dbAllowedCidrsV6: [] }
    answerWith(/restrictions/, { entitlement: 'allowed', status: 'stored', config })
    answerWith(/ssl/, { currentConfig: { database: true }, appliedSuccessfully: false })
    expect(keysOf(await look())).toEqual(['ssl/not-applied', 'restrictions/not-applied'])
  })

  test.each([{}, { dbAllowedCidrs: ['192.0.2.0/24'] }, { dbAllowedCidrsV6: ['2001:db8::/32'] }])(
    'and networks that are not told, as in %j, are unknown',
    async (config) => {
      answerWith(/restrictions/, { entitlement: 'allowed', status: 'applied', config })
      expect(await look()).toMatchObject({ state: 'unknown', reason: /does not name the networks/ })
    },
  )
})

test.each(unanswered)('%s is unknown', async (kind, reason) => {
  failAlways(kind)
  expect(await look()).toMatchObject({ state: 'unknown', reason })
})

test('a missing permission is named, and does not hide what was seen', async () => {
  emulator.tokenMay(['project_admin_read', 'database_ssl_config_read'])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason:
      'The access token lacks the permission database_network_bans_read; The access token lacks the permission database_network_restrictions_read',
  })
  emulator.network.set({ isSslEnforced: false })
  expect(await look()).toMatchObject({
    state: 'fail',
    findings: [{ key: 'ssl/not-enforced' }],
    evidence: {
      examined: 1,
      unseen: [expect.stringMatching(/^bans: /), expect.stringMatching(/^restrictions: /)],
    },
  })
})

test('words of a later version are tolerated', async () => {
  failAlways('newer')
  expect(await look()).toMatchObject({ state: 'pass', evidence: { restrictions: 'ADDED_LATER' } })
})

test('a slow answer is an answer, one that never comes is unknown', async () => {
  failAlways('slow')
  expect(await look()).toMatchObject({ state: 'pass' })
  emulator.reset()
  failAlways('time-out')
  expect(await lookAtPlatform(emulator, networkExposure, { now, timeout: 100 })).toMatchObject({
    state: 'unknown',
    reason: /did not answer within/,
  })
})

test('a paused project is not judged', async () => {
  emulator.projectIs('INACTIVE')
  expect(await look()).toMatchObject({ state: 'unknown', reason: /not up \(paused\)/ })
})

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:0:1:2:3:4:5', '2001:db8:0::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['somebody@example.org', 'an address of another form'],
])('%s is shown as %s', (address, network) => {
  expect(shortened(address)).toBe(network)
})

test.each([
  ['192.0.2.1', { version: 4, bits: 32 }],
  ['::/0', { version: 6, bits: 0 }],
  ['192.0.2.0/24/1', undefined],
  ['192.0.2.0/', undefined],
  ['192.0.2.0/-1', undefined],
])('%s is the network %o', (text, network) => {
  expect(networkOf(text)).toEqual(network)
})
