import {
  type Check,
  defaultConfig,
  type LookSession,
  runChecks,
  type Verdict,
} from '@rollcall/core'
import { describe, expect, test } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace } from '../loopback.ts'
import { lookAtPlatform, unanswered } from './look-at-platform.ts'
import type { PlatformCheck } from './platform-check.ts'

/** What of an emulated project the scenarios set. Its clock, which a test has set, is `Date`. */
type Emulator = {
  url: string
  token: string
  ref: string
  fail(fault: Fault): void
  tokenMay(permissions?: string[]): void
  projectIs(status: string): void
  logs: { outage(since?: string): void }
}

type Kind = (typeof unanswered)[number][0] | 'newer' | 'time-out'
type Fault = { method: string; path: RegExp; lasts?: boolean } & (
  | { kind: Kind }
  | { kind: 'slow'; delay: number }
)

const now = () => new Date().toISOString()
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60 * 1000).toISOString()

export const connected = ({ url: endpoint, token, ref }: Emulator) =>
  connectPlatform({ endpoint, token, ref, pace: idlePace(), timeout: 2000 })

/** Looks with a database at hand, and keeps what it measured, as a run of a checklist does. */
export async function lookAndKeep(
  open: () => Promise<LookSession>,
  check: Check,
  at = now(),
): Promise<Verdict> {
  const config = { ...defaultConfig }
  const run = { checks: [check], config, now: at, open, watermarks: new Map<string, string>() }
  const [verdict] = await runChecks(run)
  const session = await open()
  await check.remember?.({ database: session, config, now: at })
  await session.end()
  return verdict as Verdict
}

export const keysOf = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state

const failAlways = (emulator: Emulator, kind: Kind, path = /./) =>
  emulator.fail({ method: 'GET', path, kind, lasts: true })

const logs = /analytics\/endpoints\/logs/

/** What every check that reads logs has to withstand; `healthy` makes it pass without a database. */
export function withstandsWhatLogsDo(
  check: PlatformCheck,
  project: { emulator: Emulator },
  healthy: () => void,
) {
  const look = (timeout?: number) =>
    lookAtPlatform(project.emulator, check, { now: now(), ...(timeout ? { timeout } : {}) })

  describe('it is unknown, and says why,', () => {
    test.each(unanswered)('when every call ends with %s', async (kind, reason) => {
      failAlways(project.emulator, kind)
      expect(await look()).toMatchObject({
        state: 'unknown',
        reason: expect.stringMatching(reason),
      })
    })

    test.each(unanswered.map(([kind]) => kind))(
      'when queries over logs end with %s',
      async (kind) => {
        failAlways(project.emulator, kind, logs)
        expect(await look()).toMatchObject({ state: 'unknown', hint: expect.stringMatching(/\.$/) })
      },
    )

    test('when the token may not read logs', async () => {
      project.emulator.tokenMay(['project_admin_read', 'edge_functions_read'])
      const { state, reason } = (await look()) as Extract<Verdict, { state: 'unknown' }>
      expect({ state, reason }).toEqual({
        state: 'unknown',
        reason: 'The access token lacks the permission analytics_logs_read',
      })
    })

    test('when the answer takes too long', async () => {
      project.emulator.fail({ method: 'GET', path: logs, kind: 'time-out', lasts: true })
      expect(await look(100)).toMatchObject({ state: 'unknown' })
    })

    test('when no log has come for hours, though many came before', async () => {
      healthy()
      project.emulator.logs.outage(hoursAgo(4))
      expect(await look()).toMatchObject({
        state: 'unknown',
        reason: 'No log of any service has come since 2026-03-11T06:54:00.000Z',
      })
    })

    test('when no log came for half a day', async () => {
      healthy()
      project.emulator.logs.outage(hoursAgo(20))
      const { reason } = (await look()) as Extract<Verdict, { state: 'unknown' }>
      expect(reason).toMatch(/^No log of any service came from 2026-03-1/)
    })

    test('when there is no log at all', async () => {
      project.emulator.logs.outage(hoursAgo(1000))
      expect(await look()).toMatchObject({
        state: 'unknown',
        reason: 'No log of any service came',
        evidence: { examined: 0 },
      })
    })

    test.each(['INACTIVE', 'RESTORING', 'HIBERNATING'])(
      'when the project is %s',
      async (status) => {
        healthy()
        project.emulator.projectIs(status)
        expect(await look()).toMatchObject({
          state: 'unknown',
          hint: 'See database-online, and run the check again when the project is up.',
        })
      },
    )
  })

  test('it passes over what a later version adds, and over a slow answer', async () => {
    healthy()
    expect(await look()).toMatchObject({ state: 'pass' })
    project.emulator.fail({ method: 'GET', path: logs, kind: 'slow', delay: 50 })
    failAlways(project.emulator, 'newer')
    expect(await look()).toMatchObject({ state: 'pass' })
  })
}
