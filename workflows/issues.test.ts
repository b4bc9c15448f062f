import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  dailyRun,
  emptySchool,
  enrol,
  failing,
  runRollcall,
  scratchDatabase,
} from '@rollcall/testing'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const database = scratchDatabase()
const github = await startGitHub()
const folder = await mkdtemp(join(tmpdir(), 'rollcall-issues-'))
beforeEach(async () => {
  await emptySchool(database)
  await database.session.query('truncate rollcall.issues, rollcall.runs cascade')
  await github.reset()
})
afterAll(async () => {
  await github.stop()
  await rm(folder, { recursive: true })
})

const access = () => ({
  GITHUB_TOKEN: github.tokens.actions,
  GITHUB_REPOSITORY: github.repository,
  GITHUB_API_URL: github.url,
})

/** `rollcall issues` as a process, with a document or a text as its results. */
async function issues(
  what: 'plan' | 'apply',
  results: unknown,
  environment: Record<string, string> = {},
  ...options: string[]
) {
  const file = join(folder, 'results.json')
  await writeFile(file, typeof results === 'string' ? results : JSON.stringify(results))
  const args = ['issues', what, file, '--json', ...options]
  const { code, out, err } = await runRollcall(args, { ...access(), ...environment })
  return { code, err, document: JSON.parse(out) }
}

/** What `rollcall check --json` prints of an hour of 11 March 2026. */
async function look(hour: number) {
  const now = new Date(Date.UTC(2026, 2, 11, hour)).toISOString()
  const { out } = await runRollcall(['check', 'missing-classes', '--json', '--now', now], {
    DATABASE_URL: database.url,
  })
  return out
}

describe('from what a check prints', () => {
  test('an issue opens, stays one, and closes when the classes are there again', async () => {
    const environment = { DATABASE_URL: database.url }
    const student = await enrol(database)
    await database.session.query(
      `create temp table kept as select * from public.classes where date >= '2026-03-12'`,
    )
    await database.session.query('delete from public.classes where id in (select id from kept)')
    const found = await look(11)
    const planned = await issues('plan', found, environment)
    expect(planned).toMatchObject({ code: 0, document: { plan: [{ action: 'create' }] } })
    expect(await github.issues()).toEqual([])

    const opened = await issues('apply', found, environment)
    expect(opened.code).toBe(0)
    expect(Object.keys(opened.document)).toEqual(['done', 'undone', 'warnings', 'plan'])
    expect(opened.document).toMatchObject({
      done: [{ action: 'create', fingerprint: 'production/missing-classes', number: 1 }],
      undone: [],
      warnings: [],
    })
    // What is planned is what is done, and a result that is told twice changes nothing.
    expect(opened.document.plan).toEqual(planned.document.plan)
    const again = await issues('apply', found, environment)
    expect(again.document).toMatchObject({ done: [], plan: [{ action: 'leave' }] })
    const [issue] = await github.issues()
    expect(issue).toMatchObject({ state: 'open', comments: [] })
    expect(issue?.body).toContain(`\`student/${student}\``)

    const remedied = await runRollcall(
      ['remedy', 'create-missing-classes', '--apply', '--now', '2026-03-11T11:30:00Z'],
      environment,
    )
    expect(remedied.code).toBe(0)
    const closed = await issues('apply', await look(12), environment)
    expect(closed.document).toMatchObject({
      done: [{ action: 'comment' }, { action: 'close' }],
      undone: [],
    })
    expect(await github.issues()).toMatchObject([{ state: 'closed', stateReason: 'completed' }])
    expect((await github.issues())[0]?.comments[0]?.body).toMatch(
      /Well again after .*What was done: \d+ classes were created/,
    )
    const { rows } = await database.session.query('select number, is_open from rollcall.issues')
    expect(rows).toEqual([{ number: 1, is_open: false }])
  })

  test('a person reads what was done in lines', async () => {
    const file = join(folder, 'results.json')
    await writeFile(file, JSON.stringify(dailyRun(11, failing('old-logs'))))
    const { code, out } = await runRollcall(['issues', 'apply', file, file], access())
    expect(out).toMatch(/create #1 production\/old-logs it fails\n\n1 action done, 0 not done/)
    expect(code).toBe(0)
  })
})

describe('what can not be done ends with 2, one sentence and the next step', () => {
  const results = dailyRun(11, failing('old-logs'))

  test.each([
    ['no token', results, { GITHUB_TOKEN: '' }, /set GITHUB_TOKEN \(a token with/],
    ['no repository', results, { GITHUB_REPOSITORY: 'school' }, /write it as owner\/name/],
    ['an address that is none', results, { GITHUB_API_URL: 'github' }, /no address: write it like/],
    ['an unknown token', results, { GITHUB_TOKEN: 's3cret' }, /GitHub refuses the token/],
    ['another repository', results, { GITHUB_REPOSITORY: 'a/b' }, /The token sees no a\/b/],
    ['results cut off', '{"run":', {}, /results\.json is no JSON/],
    [
      'results of another environment',
      { ...results, run: { ...results.run, environment: 'staging' } },
      {},
      /is of the environment staging, and the configuration names production/,
    ],
  ])('%s', async (_what, given, environment, sentence) => {
    const { code, document, err } = await issues('apply', given, environment)
    expect(code).toBe(2)
    expect(document).toEqual({ error: { message: expect.stringMatching(sentence) } })
    expect(err).not.toMatch(/s3cret|\n\s+at /)
    expect(await github.issues()).toEqual([])
  })

  test('a file that is not there', async () => {
    const { code, err } = await runRollcall(['issues', 'apply', 'no-such.json'], access())
    expect(err).toMatch(/The results no-such\.json can't be read/)
    expect(code).toBe(2)
  })

  test('an action, and the next run does it', async () => {
    github.fail({ method: 'POST', path: /issues$/, kind: 'lost-after' })
    const failed = await issues('apply', results)
    expect(failed).toMatchObject({
      code: 2,
      document: { done: [], undone: [{ action: 'create', problem: expect.any(String) }] },
    })
    expect(await issues('apply', results)).toMatchObject({ code: 0, document: { undone: [] } })
    expect(await github.issues()).toHaveLength(1)
  })
})

test('takes issues over in a database only', async () => {
  const results = dailyRun(11, failing('old-logs'))
  const { code, document } = await issues('apply', results, {}, '--take-over')
  expect(document.error.message).toMatch(/there is none that can be asked: give it with --database/)
  expect(code).toBe(2)
})

test('does without a database that can not be reached, and says so', async () => {
  const { code, err } = await issues('apply', dailyRun(11, failing('old-logs')), {
    DATABASE_URL: 'postgresql://looker:s3cret@127.0.0.1:1/postgres',
  })
  expect(err).toMatch(/without the database's memory of issues/)
  expect(err).not.toContain('s3cret')
  expect(code).toBe(0)
  expect(await github.issues()).toHaveLength(1)
})
