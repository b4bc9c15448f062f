import { defaultConfig, OperatorError, runChecks } from '@rollcall/core'
import { calls, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, expect, test } from 'vitest'
import { platformChecks } from './checks/platform-checks.ts'
import { connectPlatform } from './connect-platform.ts'
import { idlePace } from './loopback.ts'

const project = projectWithLogs()

// Much that would be found, were the project up.
beforeEach(() => {
  project.emulator.logs.add(calls(40, { status: 500, path: 'webhook' }))
  project.emulator.backups.set({ backups: [] })
  project.emulator.disk.set({ usedBytes: 8 * 1024 ** 3 })
  project.emulator.readOnly(true)
  project.emulator.network.set({ isSslEnforced: false })
})

/** What each check of a run says; nobody reaches the database. */
async function states(): Promise<Record<string, string>> {
  const { url: endpoint, token, ref } = project.emulator
  const platform = connectPlatform({ endpoint, token, ref, pace: idlePace() })
  const refused = Object.assign(new Error('?'), { code: 'ECONNREFUSED' })
  const verdicts = await runChecks({
    checks: platformChecks.map((check) => check.of(platform)),
    config: defaultConfig,
    now,
    open: () =>
      Promise.reject(new OperatorError('Nothing answers at db:5432.', { cause: refused })),
    watermarks: new Map(),
  })
  return Object.fromEntries(verdicts.map(({ check, state }) => [check, state]))
}

test.each([
  'INACTIVE',
  'PAUSING',
  'RESTORING',
  'RESTORE_FAILED',
  'COMING_UP',
  'HIBERNATING',
  'GOING_DOWN',
])('of a project that is %s database-online alone makes a finding', async (status) => {
  project.emulator.projectIs(status)
  const { 'database-online': online, ...others } = await states()
  expect(online).toBe('fail')
  expect(new Set(Object.values(others))).toEqual(new Set(['unknown']))
})

test('of a platform that is not reached nothing is claimed', async () => {
  for (const method of ['GET', 'POST']) {
    project.emulator.fail({ method, path: /./, kind: 'lost-before', lasts: true })
  }
  expect(new Set(Object.values(await states()))).toEqual(new Set(['unknown']))
})
