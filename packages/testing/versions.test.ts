import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { allChecks, allRemedies, applyRemedy, defaultConfig } from '@rollcall/core'
import {
  createScratch,
  type EmbeddedServer,
  loadSampleSchool,
  migrate,
  type ScratchDatabase,
  withSession,
} from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Fault, faults, plant } from './faults/faults.ts'
import { liveFaults, plantLive } from './faults/live-faults.ts'
import { lookAtAll, statesOf } from './faults/look-at-all.ts'
import { olderServers } from './installations.ts'
import { templateDatabase } from './logins.ts'
import { lookAs } from './look.ts'
import { runRollcall } from './run-rollcall.ts'
import { testNow } from './scratch-database.ts'
import { startTestServer } from './test-server.ts'

const now = testNow

test.skipIf(olderServers.length === 0)('older servers are there to be tested on', () => {
  expect(olderServers.map(versionOf)).toEqual(
    olderServers.map(() => expect.stringMatching(/^postgres \(PostgreSQL\) (15|16)\./)),
  )
})

describe.each(olderServers)('on the Postgres in %s', (installation) => {
  let server: EmbeddedServer
  let school: ScratchDatabase
  beforeAll(async () => {
    server = await startTestServer({ installation })
    school = await createScratch(server.url(), templateDatabase)
    await withSession(school.url, { now }, (session) => loadSampleSchool(session, now))
  })
  afterAll(() => server.stop())
  const copy = () => createScratch(server.url(), new URL(school.url).pathname.slice(1))

  test('a second migration does nothing', async () => {
    const report = await withSession(school.url, {}, (session) => migrate(session))
    expect(report).toMatchObject({ applied: [], deployed: [], indexes: [] })
  })

  test('every check passes on a healthy school, whoever looks', async () => {
    for (const login of [undefined, 'looker'] as const) {
      const states = statesOf(await lookAtAll(school.url, now, { login }))
      expect(Object.entries(states).filter(([, state]) => state !== 'pass')).toEqual([
        ['schedules-active', 'skipped'],
      ])
    }
  })

  test.each(faults)('$name is seen by $seenBy, whoever looks', async (fault) => {
    const { url, drop } = await copy()
    try {
      await withSession(url, { now }, (session) => plant(session, fault))
      expect(await seen(url, fault)).toEqual(['fail', expectedOfReader(fault)])
    } finally {
      await drop()
    }
  })

  test.each(liveFaults)('$name is seen by $seenBy, whoever looks', async (fault) => {
    const { url, drop } = await copy()
    const { leave } = await plantLive(url, fault)
    try {
      expect(await seen(url, fault)).toEqual(['fail', 'fail'])
    } finally {
      await leave()
      await drop()
    }
  })

  test('every remedy can be previewed and applied', async () => {
    const { url, drop } = await copy()
    const context = { now, config: defaultConfig }
    try {
      for (const remedy of allRemedies) {
        const { after } = await withSession(url, { now }, (database) =>
          applyRemedy(remedy, { database, ...context }),
        )
        expect([remedy.id, after.count]).toEqual([remedy.id, 0])
      }
    } finally {
      await drop()
    }
  })

  test('every command works', { timeout: 300_000 }, async () => {
    const { url, drop } = await copy()
    const commands = [
      ['generate', 'weekly'],
      ['generate', 'missing'],
      ['check', 'all', '--remedy'],
      ['status'],
      ['diagnose'],
      ['diagnose', 'student', '1'],
    ]
    try {
      for (const command of commands) {
        const { code, err } = await runRollcall([...command, '--now', now, '--json'], {
          DATABASE_URL: url,
        })
        expect({ command, code, said: code === 0 ? '' : err }).toEqual({
          command,
          code: 0,
          said: '',
        })
      }
    } finally {
      await drop()
    }
  })
})

function versionOf(installation: string): string {
  return spawnSync(join(installation, 'bin', 'postgres'), ['--version'], {
    encoding: 'utf8',
  }).stdout
}

/** What the fault's check says as the owner, and as the role that can only look. */
async function seen(url: string, { seenBy, thresholds }: Pick<Fault, 'seenBy' | 'thresholds'>) {
  const check = allChecks.find(({ id }) => id === seenBy)
  if (!check) throw new Error(`There is no check ${seenBy}: correct the catalogue.`)
  const config = { thresholds: { ...defaultConfig.thresholds, ...thresholds } }
  const looker = Object.assign(new URL(url), { username: 'looker', password: 'looker' }).href
  const verdicts = [await lookAs(url, check, { config }), await lookAs(looker, check, { config })]
  return verdicts.map(({ state }) => state)
}

function expectedOfReader({ seenBy, hidesFromReader = [] }: Fault): string {
  return hidesFromReader.includes(seenBy) ? 'unknown' : 'fail'
}
