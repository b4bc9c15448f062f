import { Octokit } from '@octokit/rest'
import { type GitHub, startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startJob } from './start-job.ts'

let github: GitHub
let pullRequest: number
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(() => github.stop())

const [owner = '', repo = ''] = 'school/rollcall'.split('/')
const as = (token: string) => new Octokit({ auth: token, baseUrl: github.url }).rest

beforeEach(async () => {
  await github.reset()
  const asked = { owner, repo, title: 'A change', head: 'topic', base: 'main' }
  const { data } = await as(github.tokens.teacher).pulls.create(asked)
  pullRequest = data.number
})

const update = {
  urn: 'urn',
  type: 'rollcall:index:Migrations',
  name: 'migrations',
  operation: 'update',
  properties: ['school.timezone'],
}
const changes = (...all: object[]) => ({ state: 'changes', stack: 'production', changes: all })

async function job(preview: object | string, run = '10') {
  const text = typeof preview === 'string' ? preview : JSON.stringify(preview)
  return startJob(
    'deploy-comment',
    {
      PULL_REQUEST: String(pullRequest),
      GITHUB_TOKEN: github.tokens.actions,
      GITHUB_REPOSITORY: github.repository,
      GITHUB_API_URL: github.url,
      GITHUB_RUN_ID: run,
    },
    { 'preview/preview.json': text },
  )
}

async function comments(): Promise<string[]> {
  const { data } = await as(github.tokens.owner).issues.listComments({
    owner,
    repo,
    issue_number: pullRequest,
  })
  return data.map(({ body = '' }) => body)
}

test('one comment says what would be deployed, and is kept current', async () => {
  const first = await job(changes(update))
  expect(first.code, first.log).toBe(0)
  const [made = '', ...others] = await comments()
  expect(others).toEqual([])
  expect(made.split('\n')).toEqual([
    '<!-- rollcall deploy-preview run=10 -->',
    '## What would be deployed in `production`',
    '',
    'As of now 1 change: 1 update.',
    '',
    '| | resource | where |',
    '| --- | --- | --- |',
    '| to update | `rollcall:index:Migrations` `migrations` | `school.timezone` |',
    '',
    'See [the run](https://github.com/school/rollcall/actions/runs/10).',
  ])
  await job(changes({ ...update, operation: 'delete' }), '11')
  expect(await comments()).toEqual([expect.stringContaining('**to delete**')])
  await job({ state: 'same', stack: 'production', changes: [] }, '12')
  expect(await comments()).toEqual([expect.stringContaining('nothing changes')])
  const failed = {
    state: 'failed',
    stack: 'production',
    reason: 'The program is broken',
    hint: 'Mend it.',
  }
  await job(failed, '13')
  expect(await comments()).toEqual([
    expect.stringContaining('**It could not be previewed.** The program'),
  ])
})

test('an older run says nothing any more, and where nothing changes there is nothing to say', async () => {
  await job({ state: 'same', stack: 'production', changes: [] })
  expect(await comments()).toEqual([])
  await job(changes(update), '12')
  const { log } = await job(changes({ ...update, operation: 'delete' }), '11')
  expect(log).toContain('left as it is')
  expect(await comments()).toEqual([expect.stringContaining('to update')])
})

test("nobody else's comment is changed, whatever it holds", async () => {
  const body = '<!-- rollcall deploy-preview run=1 -->\nMine'
  await as(github.tokens.visitor).issues.createComment({
    owner,
    repo,
    issue_number: pullRequest,
    body,
  })
  await job(changes(update))
  await job(changes(update), '11')
  expect(await comments()).toEqual([body, expect.stringContaining('to update')])
})

test('what comes from a program is shown as text, and fits', async () => {
  const hostile = {
    ...update,
    name: '@everyone | <img src=x> ](javascript:x) `a`',
    properties: ['map["@school/teachers"]', ...Array.from({ length: 50 }, (_, each) => `p${each}`)],
  }
  const { code, log } = await job(changes(...Array.from({ length: 2000 }, () => hostile)))
  expect(code, log).toBe(0)
  const [body = ''] = await comments()
  // Nothing of it stands outside of code, and the table keeps its three columns.
  const row = body.split('\n').find((line) => line.startsWith('| to update')) ?? ''
  expect(row.replaceAll(/`[^`]*`/g, '')).toMatch(/^[|, ]*to update[|, ]*and 41 more \|$/)
  expect(row.split('|')).toHaveLength(5)
  expect(body.length).toBeLessThan(65_536)
})

test.each([
  ['{}', 'is no preview'],
  ['not JSON', 'is no preview'],
])('%s is no preview, and nothing is said', async (text, why) => {
  const { code, log } = await job(text)
  expect(code).toBe(2)
  expect(log).toContain(why)
  expect(await comments()).toEqual([])
})
