import { dailyRun, failing, passing } from '@rollcall/testing'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startJob } from './start-job.ts'

const github = await startGitHub()
beforeEach(() => github.reset())
afterAll(() => github.stop())

/** With what the other job handed over as a file; without it, it left nothing. */
const run = (results?: object, environment: Record<string, string> = {}) =>
  startJob(
    'reconcile',
    {
      GITHUB_TOKEN: github.tokens.actions,
      GITHUB_REPOSITORY: github.repository,
      GITHUB_API_URL: github.url,
      WHAT: 'daily',
      LOOK_RESULT: 'success',
      ...environment,
    },
    results ? { 'results/results.json': JSON.stringify(results) } : {},
  )

const titles = async () => (await github.issues()).map(({ title, state }) => `${state}: ${title}`)

test('opens an issue, says so in the summary, and closes it', async () => {
  const opened = await run(dailyRun(11, failing('missing-classes')))
  expect(opened.code, opened.log).toBe(0)
  expect(opened.summary).toMatch(/\| create \| #1 \| `production\/missing-classes` \|.*\| done \|/)
  expect(await titles()).toEqual([expect.stringMatching(/^open: /)])
  const closed = await run(dailyRun(12, passing('missing-classes')))
  expect(closed.summary).toContain('| close | #1 |')
  expect(await titles()).toEqual([expect.stringMatching(/^closed: /)])
})

test('does without the database, which may be what the issue is about', async () => {
  const { code, log } = await run(dailyRun(11, failing('missing-classes')), {
    DATABASE_URL: 'postgresql://looker:secret@127.0.0.1:1/postgres',
  })
  expect(code, log).toBe(0)
  expect(await titles()).toHaveLength(1)
})

test('prints the plan of a dry run and changes nothing', async () => {
  const { code, summary } = await run(dailyRun(11, failing('missing-classes')), { DRY_RUN: 'true' })
  expect(code).toBe(0)
  expect(summary).toContain('## Issues, as a plan')
  expect(summary).toContain('| create | new |')
  expect(await titles()).toEqual([])
})

test('opens an issue when the other job left nothing, because nothing was looked at', async () => {
  const { code, log } = await run(undefined, { LOOK_RESULT: 'cancelled' })
  expect(code, log).toBe(0)
  expect(await titles()).toEqual([expect.stringContaining('The checks can look')])
  const [issue] = await github.issues()
  expect(issue?.body).toContain('The job that looks ended with cancelled and left no results')
})

test('fails when something could not be done, and says what', async () => {
  github.fail({ method: 'POST', path: /\/issues$/, kind: 410 })
  const { code, log, summary } = await run(dailyRun(11, failing('missing-classes')))
  expect(code).toBe(2)
  expect(log).toMatch(
    /^::error::1 of the issues' actions could not be done: .*issues switched off/m,
  )
  expect(summary).toContain('**not done**')
})

test('fails without a token, and says which is missing', async () => {
  const { code, log } = await run(dailyRun(11, passing('old-logs')), { GITHUB_TOKEN: '' })
  expect(code).toBe(2)
  expect(log).toMatch(/^::error::GitHub can't be asked: set GITHUB_TOKEN/m)
})
