import { readFile } from 'node:fs/promises'
import { recordRun, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { runRollcall, scratchDatabase, testNow } from '@rollcall/testing'
import { type Platform, startPlatform } from '@rollcall/testing/platform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { knownChecks } from './checklists.ts'

const database = scratchDatabase()
const older = scratchDatabase({ bare: true })
beforeEach(() => database.session.query('truncate rollcall.runs, rollcall.metrics cascade'))

let emulator: Platform
beforeAll(async () => {
  emulator = await startPlatform({ clock: () => Date.parse(testNow) })
})
afterAll(() => emulator.stop())

const access = () => ({
  SUPABASE_API_ENDPOINT: emulator.url,
  SUPABASE_ACCESS_TOKEN: emulator.token,
  SUPABASE_PROJECT_REF: emulator.ref,
})

const rollcall = (args: string[], environment = {}, url = database.url) =>
  runRollcall([...args, '--now', testNow], { DATABASE_URL: url, ...environment })

/** A run in which every check of the database passed. */
async function databaseIsWell() {
  const run = { checklist: 'all', environment: 'production', startedAt: testNow, now: testNow }
  const window = { from: testNow, to: testNow }
  const verdicts = knownChecks
    .filter(({ outside }) => !outside)
    .map(({ id, title }): Verdict => ({ check: id, title, evidence: {}, window, state: 'pass' }))
  await recordRun(database.session, run, verdicts, testNow)
}

/** What stands under a heading, up to the next. */
const under = (out: string, heading: string) => out.split(`\n\n${heading}`)[1]?.split('\n\n')[0]

test('platform and database stand on one screen, with what was measured of each and when', async () => {
  await rollcall(['check', 'database-disk'], access())
  await databaseIsWell()
  const later = '2026-03-11T14:30:00Z'
  const status = ['status', '--now', later]
  const { out } = await runRollcall(status, { DATABASE_URL: database.url, ...access() })
  const platform = under(out, `Platform (project ${emulator.ref})\n`)
  expect(platform).toContain('✔ database-disk pass since 2026-03-11T11:00:00.000Z')
  expect(platform).toContain('? never looked at: database-online, database-load, ')
  expect(platform).toContain('Disk in use: 2,048 MB (3 hours ago)')
  expect(platform).not.toContain('missing-classes')
  expect(under(out, 'Database\n')).toContain('✔ missing-classes pass since')
  expect(under(out, 'Database\n')).not.toContain('database-disk')

  const { out: json } = await runRollcall([...status, '--json'], {
    DATABASE_URL: database.url,
    ...access(),
  })
  const document = JSON.parse(json)
  expect(document.platform).toEqual({ state: 'ready', ref: emulator.ref })
  expect(document.metrics).toContainEqual(
    expect.objectContaining({
      metric: 'database-disk/usedBytes',
      unit: 'bytes',
      value: 2 * 1024 ** 3,
    }),
  )
  expect(json).not.toContain(emulator.token)
})

describe('where no project is named', () => {
  test('the platform is skipped with the reason, and does not count', async () => {
    await databaseIsWell()
    const { out, code } = await rollcall(['status'])
    expect(under(out, 'Platform\n')).toMatch(
      /^ {2}– skipped: The platform is not looked at: set SUP/,
    )
    expect(out).not.toContain('never looked at')
    expect(code).toBe(0)
    const { code: expected } = await rollcall(['status'], access())
    expect(expected).toBe(2)
  })

  test('checks that a run skipped for it say so once', async () => {
    await rollcall(['check', 'backups-fresh', 'database-online'])
    const { out } = await rollcall(['status'])
    expect(under(out, 'Platform\n')).toMatch(
      /^ {2}– database-online, backups-fresh skipped: The platform is not looked at: [^\n]+$/,
    )
  })

  test('what runs elsewhere have found there is told all the same', async () => {
    await rollcall(['check', 'database-disk'], access())
    const { out } = await rollcall(['status'])
    expect(under(out, 'Platform\n')).toMatch(/– skipped: .*\n {2}✔ database-disk pass since/)
  })
})

test('a mistake in what names the project is told, and hides nothing', async () => {
  await databaseIsWell()
  const { out, code } = await rollcall(['status'], { SUPABASE_PROJECT_REF: emulator.ref })
  expect(under(out, 'Platform\n')).toContain(
    '? could not be looked at: SUPABASE_PROJECT_REF is set and SUPABASE_ACCESS_TOKEN is not',
  )
  expect(under(out, 'Database\n')).toContain('✔ missing-classes pass since')
  expect(code).toBe(2)
})

test('a database of the oldest Rollcall is read, and the next step told', async () => {
  const folder = new URL('../packages/database/supabase/migrations/', import.meta.url)
  const oldest = new URL('20261124090000_rollcall_own_tables.sql', folder)
  const session = await connect(older.url)
  await session.query(await readFile(oldest, 'utf8'))
  await session.end()
  const { out, err, code } = await rollcall(['status'], {}, older.url)
  expect(err).toBe('')
  expect(under(out, 'Database\n')).toContain('? no metrics are kept yet: run `rollcall migrate`')
  expect(code).toBe(2)
})
