import { type Config, defaultConfig, parseConfig, recordRun, type Verdict } from '@rollcall/core'
import { look as lookBoth, testNow as now, scratchDatabase } from '@rollcall/testing'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import type { Fault } from '@rollcall/testing/platform'
import { beforeEach, describe, expect, test } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace } from '../loopback.ts'
import { advisors } from './advisors.ts'
import { lookAtPlatform, unanswered } from './look-at-platform.ts'

const database = scratchDatabase()
const emulator = emulatedPlatform()

const look = (config?: Partial<Config>) =>
  lookAtPlatform(emulator, advisors, { now, ...(config ? { config } : {}) })
const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
const failAlways = (kind: Fault['kind'], path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })

const open = {
  name: 'rls_disabled_in_public',
  title: 'RLS Disabled in Public',
  level: 'ERROR',
  detail: 'Table `public.pupils` is public, says kim@example.org',
  remediation: 'https://supabase.com/docs/guides/database/database-linter?lint=0013',
  metadata: { type: 'table', schema: 'public', name: 'pupils' },
  cache_key: 'rls_disabled_in_public_public_pupils',
}
const openKey = 'rls_disabled_in_public/public_pupils'
const unused = (index: string) => ({
  name: 'unused_index',
  level: 'INFO',
  metadata: { type: 'table', schema: 'public', name: 'classes' },
  cache_key: `unused_index_public_classes_${index}`,
})

test('clear, found, clear again', async () => {
  const clear = { state: 'pass', evidence: { examined: 2, lints: 0, silenced: [] } }
  expect(await look()).toMatchObject(clear)
  emulator.advisors.set({ security: [open], performance: [unused('a')] })
  const verdict = await look()
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: openKey,
        severity: 'error',
        detail:
          'RLS Disabled in Public, table public.pupils: see https://supabase.com/docs/guides/database/database-linter?lint=0013',
        subject: { lint: 'rls_disabled_in_public' },
      },
      { key: 'unused_index/public_classes_a', severity: 'warning' },
    ],
    evidence: { examined: 2, lints: 2 },
  })
  expect(JSON.stringify(verdict)).not.toContain('kim@example.org')
  emulator.advisors.set({})
  expect(await look()).toMatchObject(clear)
})

test('what was recorded of the real advisors is read', async () => {
  emulator.replay()
  const verdict = await look()
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [{ key: 'auth_db_connections_absolute', detail: /, auth Auth: see https:/ }],
  })
})

test('a lint that two advisors tell is told once, and an address that is none not at all', async () => {
  const strange = { name: 'strange', title: 'x'.repeat(500), remediation: 'ftp://example.org/' }
  emulator.advisors.set({ security: [strange], performance: [strange] })
  expect(await look()).toMatchObject({ findings: [{ detail: `${'x'.repeat(119)}…` }] })
})

describe('silences', () => {
  const silenced = (key: string, until: string) => ({
    advisors: { silenced: { [key]: { reason: 'The index is for the yearly report', until } } },
  })

  test.each([
    ['unused_index', '2026-03-11', [openKey]],
    ['unused_index/public_classes_a', '2027-01-01', [openKey, 'unused_index/public_classes_b']],
    [
      'unused_index',
      '2026-03-10',
      [openKey, 'unused_index/public_classes_a', 'unused_index/public_classes_b'],
    ],
  ])('of %s until %s', async (key, until, expected) => {
    emulator.advisors.set({ security: [open], performance: [unused('a'), unused('b')] })
    expect(keysOf(await look(silenced(key, until)))).toEqual(expected)
  })

  test('are told while they hold, when they have lapsed, and when nothing answers to them', async () => {
    emulator.advisors.set({ performance: [unused('a')] })
    expect(await look(silenced('unused_index', '2026-12-31'))).toMatchObject({
      state: 'pass',
      evidence: { lints: 1, silenced: ['unused_index/public_classes_a'], silencedInVain: [] },
    })
    expect(await look(silenced('unused_index', '2026-03-01'))).toMatchObject({
      findings: [{ detail: /, silenced until 2026-03-01: see / }],
    })
    emulator.advisors.set({})
    expect(await look(silenced('unused_indices', '2026-12-31'))).toMatchObject({
      state: 'pass',
      evidence: { silencedInVain: ['unused_indices'] },
    })
  })
})

describe('an advisor that could not look', () => {
  const blind = { name: 'advisor_check_unavailable', metadata: { entity: 'Auth' } }

  test('leaves unknown whether anything is found', async () => {
    emulator.advisors.set({ security: [blind] })
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: "Supabase's advisors could not look at everything (Auth)",
    })
  })

  test('takes nothing from what others found', async () => {
    emulator.advisors.set({ security: [blind, open] })
    const verdict = await look()
    expect(keysOf(verdict)).toEqual([openKey])
    expect(verdict.evidence).toMatchObject({ unseen: [expect.stringContaining('Auth')] })
  })
})

describe('with a history', () => {
  beforeEach(() => database.session.query('truncate rollcall.runs cascade'))

  function lookWithDatabase() {
    const { url: endpoint, token, ref } = emulator
    const platform = connectPlatform({ endpoint, token, ref, pace: idlePace() })
    return lookBoth(database, advisors.of(platform), { now })
  }
  async function keep(verdict: Verdict, at: string, environment = 'production') {
    const run = { checklist: 'weekly', environment, startedAt: at, now: at }
    await recordRun(database.session, run, [verdict], at)
  }

  test('what is new since the last look is named, to the role that looks, too', async () => {
    emulator.advisors.set({ security: [open] })
    const first = await lookWithDatabase()
    expect(first.evidence).toMatchObject({ comparedWith: 'no history: this is the first look' })
    await keep(first, '2026-03-04T11:00:00.000Z')
    await keep({ ...first, state: 'pass' } as Verdict, '2026-03-05T11:00:00.000Z', 'staging')
    await keep(await look(), '2026-03-12T11:00:00.000Z')
    emulator.advisors.set({ security: [open], performance: [unused('a')] })
    expect(await lookWithDatabase()).toMatchObject({
      findings: [
        { key: openKey, detail: expect.not.stringContaining('new') },
        { detail: /, new since 2026-03-04T11:00:00.000Z: see / },
      ],
      evidence: {
        comparedWith: '2026-03-04T11:00:00.000Z',
        new: ['unused_index/public_classes_a'],
      },
    })
  })

  test('what was silenced is not new when the silence lapses', async () => {
    emulator.advisors.set({ performance: [unused('a')] })
    const until = '2026-03-11'
    const reason = 'Known'
    const silenced = { advisors: { silenced: { unused_index: { reason, until } } } }
    await keep(await look(silenced), '2026-03-04T11:00:00.000Z')
    expect((await lookWithDatabase()).evidence).toMatchObject({ new: [] })
  })

  test('a look that listed only a hundred is not compared with', async () => {
    const many = Array.from({ length: 101 }, (_, index) => unused(`${index}`))
    emulator.advisors.set({ performance: many })
    await keep(await look(), '2026-03-04T11:00:00.000Z')
    expect((await lookWithDatabase()).evidence).toMatchObject({
      comparedWith: 'no history: the last look could not list every lint',
    })
  })

  test('without a database nothing is compared', async () => {
    expect((await look()).evidence).toMatchObject({
      comparedWith: 'no history: the database does not tell',
    })
  })
})

test.each(unanswered)('%s is unknown', async (kind, reason) => {
  failAlways(kind)
  expect(await look()).toMatchObject({ state: 'unknown', reason })
})

test('one advisor that does not answer is unknown, unless the other found something', async () => {
  failAlways(503, /performance/)
  expect(await look()).toMatchObject({ state: 'unknown', evidence: { examined: 1 } })
  emulator.advisors.set({ security: [open] })
  expect(keysOf(await look())).toEqual([openKey])
})

test('a missing permission is named', async () => {
  emulator.tokenMay(['project_admin_read'])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason: 'The access token lacks the permission advisors_read',
  })
})

test('words of a later version are findings', async () => {
  emulator.advisors.set({ security: [open] })
  failAlways('newer')
  expect(await look()).toMatchObject({ state: 'fail', severity: 'warning' })
})

test('a slow answer is an answer, one that never comes is unknown', async () => {
  failAlways('slow')
  expect(await look()).toMatchObject({ state: 'pass' })
  emulator.reset()
  failAlways('time-out')
  expect(await lookAtPlatform(emulator, advisors, { now, timeout: 100 })).toMatchObject({
    state: 'unknown',
    reason: /did not answer within/,
  })
})

test('a paused project is not judged', async () => {
  emulator.projectIs('INACTIVE')
  expect(await look()).toMatchObject({ state: 'unknown', reason: /not up \(paused\)/ })
})

test('the settings have to give a reason and a day', () => {
  const text = JSON.stringify({ advisors: { silenced: { unused_index: { until: 'never' } } } })
  expect(parseConfig(text)).toEqual({
    mistakes: [
      expect.stringMatching(/^advisors\.silenced\.unused_index\.reason: /),
      expect.stringMatching(/^advisors\.silenced\.unused_index\.until: /),
    ],
  })
  expect(defaultConfig.advisors).toEqual({ silenced: {} })
})
