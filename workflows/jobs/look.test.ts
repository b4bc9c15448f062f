import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { startJob } from './start-job.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const run = (environment: Record<string, string>) =>
  startJob('look', {
    DATABASE_URL: database.as('looker'),
    ROLLCALL_NOW: testNow,
    WHAT: 'missing-classes',
    ...environment,
  })

const loseClasses = () =>
  database.session.query("delete from public.classes where date >= '2026-03-12'")

test('is green where all is well, and hands the results over', async () => {
  await enrol(database)
  const { code, outputs, summary, results } = await run({})
  expect(code).toBe(0)
  expect(outputs).toEqual({ state: 'well', checks: '1', failed: '0', unknown: '0', findings: '0' })
  expect(summary).toContain('| ✅ |')
  expect(JSON.parse(results)).toMatchObject({
    run: { checklist: 'missing-classes', now: testNow },
    verdicts: [{ check: 'missing-classes', state: 'pass' }],
  })
})

test('says what it found in the summary and beside the job, which stays green', async () => {
  const student = await enrol(database)
  await loseClasses()
  const { code, outputs, summary, log } = await run({})
  expect(code).toBe(0)
  expect(outputs).toMatchObject({ state: 'findings', failed: '1', findings: '1' })
  expect(summary.indexOf('| ❌ |')).toBeLessThan(summary.indexOf(`- error \`student/${student}\``))
  expect(summary).toContain('<details><summary>What <code>missing-classes</code> looked at')
  expect(log).toMatch(/^::error title=missing-classes::/m)
})

test('fails the job for a finding where the configuration says so', async () => {
  await enrol(database)
  await loseClasses()
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-config-'))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify({ issues: { findingsFailTheJob: true } }))
  const { code } = await run({ ROLLCALL_CONFIG: file })
  await rm(folder, { recursive: true })
  expect(code).toBe(1)
})

test('fails the job when the database can not be reached, and leaves results that say so', async () => {
  const { code, outputs, results, summary } = await run({
    WHAT: 'daily',
    DATABASE_URL: 'postgresql://looker:secret@127.0.0.1:1/postgres',
  })
  expect(code).toBe(2)
  expect(outputs.state).toBe('blind')
  expect(summary).toContain('**could not look**')
  const { verdicts } = JSON.parse(results)
  // The platform would be looked at all the same, and here no project is named.
  const states = new Set(verdicts.map(({ state }: { state: string }) => state))
  expect(states).toEqual(new Set(['skipped', 'unknown']))
})

test('is green and says what is missing where there is no secret', async () => {
  const { code, outputs, log, results, summary } = await run({ DATABASE_URL: '' })
  expect(code).toBe(0)
  expect(outputs).toEqual({ state: 'skipped' })
  expect(log).toMatch(/^::notice title=Skipped::.*DATABASE_URL/m)
  expect(summary).toContain('DATABASE_URL')
  expect(results).toBe('')
})

test('hides the password, as written and as meant, before anything else', async () => {
  const { log } = await run({
    DATABASE_URL: 'postgresql://looker:p%40ss@127.0.0.1:1/postgres',
    GITHUB_TOKEN: 'token-of-actions',
  })
  const [first, ...others] = log.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  const masked = log.match(/^::add-mask::.*$/gm)
  expect(masked).toEqual([
    '::add-mask::token-of-actions',
    // The command takes a percent sign as the beginning of an escape.
    '::add-mask::postgresql://looker:p%2540ss@127.0.0.1:1/postgres',
    '::add-mask::p%2540ss',
    '::add-mask::p@ss',
  ])
  expect(log.startsWith('::add-mask::')).toBe(true)
  expect([first, ...others].join('\n')).not.toMatch(/p@ss|p%40ss/)
})

test('says so where the heartbeat fails, and stays green', async () => {
  await enrol(database)
  const { code, log } = await run({ ROLLCALL_HEARTBEAT_URL: 'http://monitor.example/secret' })
  expect(code, log).toBe(0)
  expect(log).toMatch(
    /^::warning title=rollcall::the heartbeat's ROLLCALL_HEARTBEAT_URL is no address/m,
  )
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('monitor.example')
})

test('names the mistake in what it is asked to look at', async () => {
  const { code, log } = await run({ WHAT: 'mising-classes' })
  expect(code).toBe(2)
  expect(log).toContain(
    '::error::There is no check or checklist "mising-classes"; the nearest is missing-classes.',
  )
})
