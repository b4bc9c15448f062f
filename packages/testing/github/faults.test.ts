import { Octokit } from '@octokit/rest'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Kind } from './faults.ts'
import { startGitHub } from './github.ts'

const github = await startGitHub()
const log = { debug() {}, info() {}, warn() {}, error() {} }
const octokit = new Octokit({ baseUrl: github.url, auth: github.tokens.actions, log })
const [owner, repo] = ['school', 'rollcall']

beforeEach(() => github.reset())
afterAll(() => github.stop())

function create(title: string) {
  return octokit.issues.create({ owner, repo, title })
}

async function titles() {
  return (await github.issues()).map(({ title }) => title)
}

const refusals: [Kind, number, RegExp][] = [
  [401, 401, /Bad credentials/],
  [403, 403, /Resource not accessible by integration/],
  [404, 404, /Not Found/],
  [410, 410, /deleted/],
  [422, 422, /Validation Failed/],
  [429, 429, /Too Many Requests/],
  [500, 500, /Server Error/],
  [502, 502, /Unicorn/],
  [503, 503, /Service Unavailable/],
  ['secondary-limit', 403, /secondary rate limit/],
  ['rate-limit', 403, /API rate limit exceeded/],
]

for (const [kind, status, message] of refusals) {
  test(`${kind} refuses one call, that has no effect`, async () => {
    github.fail({ call: 1, kind })
    await expect(create('first')).rejects.toMatchObject({
      status,
      message: expect.stringMatching(message),
    })
    await create('second')
    expect(await titles()).toEqual(['second'])
  })
}

test('a limit is told with the status and the wait that was asked for', async () => {
  github.fail({ call: 1, kind: 'secondary-limit', status: 429, retryAfter: 7 })
  await expect(create('first')).rejects.toMatchObject({
    status: 429,
    response: { headers: { 'retry-after': '7' } },
  })
  github.fail({ call: 1, kind: 'rate-limit' })
  const { response } = await create('first').catch((error) => error)
  expect(response.headers['x-ratelimit-remaining']).toBe('0')
  expect(Number(response.headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000)
})

test('a call that is lost before has no effect, one that is lost after has', async () => {
  github.fail({ call: 1, kind: 'lost-before' })
  github.fail({ call: 2, kind: 'lost-after' })
  await expect(create('before')).rejects.toMatchObject({ status: 500, response: undefined })
  await expect(create('after')).rejects.toMatchObject({ status: 500, response: undefined })
  expect(await titles()).toEqual(['after'])
  expect(github.calls.map(({ status }) => status)).toEqual([0, 0])
})

test('a read that is lost is not asked for again by itself', async () => {
  github.fail({ call: 1, kind: 'lost-before' })
  await expect(octokit.issues.listForRepo({ owner, repo })).rejects.toMatchObject({ status: 500 })
  expect(github.calls).toHaveLength(1)
})

test('a call that times out is held until the client gives up', async () => {
  github.fail({ call: 1, kind: 'time-out' })
  const controller = new AbortController()
  const request = { signal: controller.signal }
  const held = octokit.issues.create({ owner, repo, title: 'held', request })
  while (github.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  await expect(held).rejects.toThrow(/abort/)
  expect(await titles()).toEqual([])
})

test('a malformed answer is 200 and no JSON, after its effect', async () => {
  github.fail({ call: 1, kind: 'malformed' })
  const response = await fetch(`${github.url}/repos/school/rollcall/issues`, {
    method: 'POST',
    headers: { authorization: `Bearer ${github.tokens.actions}` },
    body: JSON.stringify({ title: 'first' }),
  })
  expect(response.status).toBe(200)
  await expect(response.json()).rejects.toThrow(SyntaxError)
  expect(await titles()).toEqual(['first'])
})

test('a fault waits for its call, by number or by what is asked', async () => {
  github.fail({ call: 3, kind: 500 })
  github.fail({ method: 'POST', path: /\/comments$/, kind: 503 })
  await create('first')
  await expect(
    octokit.issues.createComment({ owner, repo, issue_number: 1, body: 'Seen' }),
  ).rejects.toMatchObject({ status: 503 })
  await expect(create('third')).rejects.toMatchObject({ status: 500 })
  await octokit.issues.createComment({ owner, repo, issue_number: 1, body: 'Seen' })
  expect(github.calls.map(({ status }) => status)).toEqual([201, 503, 500, 201])
})

test('a reset disarms', async () => {
  github.fail({ call: 1, kind: 500 })
  await github.reset()
  await create('first')
  expect(github.calls).toEqual([
    {
      method: 'POST',
      path: '/repos/school/rollcall/issues',
      status: 201,
      body: { title: 'first' },
    },
  ])
})
