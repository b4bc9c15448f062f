import { allRemedies, defaultConfig } from '@rollcall/core'
import { withSession } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startJob } from './start-job.ts'

const database = scratchDatabase()
const github = await startGitHub()
beforeEach(async () => {
  await emptySchool(database)
  await github.reset()
})
afterAll(() => github.stop())

const run = (environment: Record<string, string>, login: 'looker' | 'fixer' = 'fixer') =>
  startJob('remedy', {
    DATABASE_URL: database.as(login),
    ROLLCALL_NOW: testNow,
    REMEDY: 'create-missing-classes',
    GITHUB_TOKEN: github.tokens.actions,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_API_URL: github.url,
    ...environment,
  })

const classes = async () => {
  const { rows } = await database.session.query<{ count: number }>(
    'select count(*) from public.classes',
  )
  return rows[0]?.count
}

test('every remedy can be previewed by the role that only looks', async () => {
  await enrol(database)
  await withSession(database.as('looker'), { now: testNow }, async (session) => {
    const context = { database: session, now: testNow, config: defaultConfig }
    for (const { id, preview } of allRemedies) {
      expect(await preview(context), id).toMatchObject({ count: expect.any(Number) })
    }
  })
})

test('says what it would do, and that its bound is too low, and changes nothing', async () => {
  const student = await enrol(database)
  const before = await classes()
  await database.session.query('delete from public.classes')
  const { code, log, summary } = await run({ LIMIT: '1' }, 'looker')
  expect(code).toBe(0)
  expect(summary).toContain(`- student ${student}: ${before} classes`)
  expect(log).toMatch(/^::notice::.*its bound is 1: it will be refused/m)
  expect(await classes()).toBe(0)
})

test('applies, and tells before and after in the summary', async () => {
  await enrol(database)
  const before = await classes()
  await database.session.query('delete from public.classes')
  const { code, log, summary } = await run({ APPLY: 'true' })
  expect(code, log).toBe(0)
  expect(await classes()).toBe(before)
  expect(summary).toMatch(
    /Before: \d+ to do[\s\S]*After: 0 left\.[\s\S]*No issue is open about it\./,
  )
})

test('refuses more than its bound', async () => {
  await enrol(database)
  await database.session.query('delete from public.classes')
  const { code, log } = await run({ APPLY: 'true', LIMIT: '1' })
  expect(code).toBe(2)
  expect(log).toMatch(/^::error::create-missing-classes would touch \d+ and its bound is 1/m)
  expect(await classes()).toBe(0)
})

test('fails when GitHub can not be told, and says that the remedy is applied', async () => {
  await enrol(database)
  const before = await classes()
  await database.session.query('delete from public.classes')
  const { code, log } = await run({ APPLY: 'true', GITHUB_TOKEN: 'expired' })
  expect(code).toBe(2)
  expect(log).toMatch(/^::error::The remedy is applied, and the issue does not tell of it\./m)
  expect(await classes()).toBe(before)
})

test('does not apply with the role that only looks', async () => {
  await enrol(database)
  await database.session.query('delete from public.classes')
  const { code, log } = await run({ APPLY: 'true' }, 'looker')
  expect(code).toBe(2)
  expect(log).toMatch(/^::error::This role may only look/m)
})

test('is green and says what is missing where there is no secret', async () => {
  const { code, log } = await run({ DATABASE_URL: '', APPLY: 'true' })
  expect(code).toBe(0)
  expect(log).toMatch(
    /^::notice title=Skipped::.*DATABASE_URL is not set in the environment remedies/m,
  )
})

test('names the mistake in what it is asked to do', async () => {
  const wrong = await run({ REMEDY: 'regenrate' })
  expect(wrong.log).toContain('There is no remedy "regenrate"; the nearest is regenerate.')
  const none = await run({ LIMIT: 'all' })
  expect(none.log).toContain('LIMIT is "all", and must be a whole number of 1 or more.')
  expect([wrong.code, none.code]).toEqual([2, 2])
})
