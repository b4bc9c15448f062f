import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { answered } from './exchange.ts'
import { startGitHub } from './github.ts'
import { githubLimits, type Limits } from './limits.ts'
import { actions } from './people.ts'

const github = await startGitHub()

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-09T06:17:00Z') })
  await github.reset()
})

afterAll(async () => {
  vi.useRealTimers()
  await github.stop()
})

function ask(method: string, path: string, who: keyof typeof github.tokens = 'actions') {
  return fetch(`${github.url}/repos/school/rollcall${path}`, {
    method,
    headers: { authorization: `Bearer ${github.tokens[who]}` },
    ...(method === 'POST' && { body: JSON.stringify({ title: 'One', body: 'Seen' }) }),
  })
}

async function statuses(times: number, method: string, path: string) {
  const seen: number[] = []
  for (let time = 0; time < times; time += 1) seen.push((await ask(method, path)).status)
  return seen
}

function later(seconds: number) {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

test('the 81st creation within a minute is refused, and a minute later taken', async () => {
  github.enforceLimits()
  await ask('POST', '/issues')
  expect(await statuses(79, 'POST', '/issues/1/comments')).not.toContain(403)
  const refused = await ask('POST', '/issues/1/comments')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60'])
  expect(await refused.json()).toMatchObject({
    message: expect.stringContaining('You have exceeded a secondary rate limit'),
  })
  expect((await ask('POST', '/issues', 'teacher')).status).toBe(201)
  later(60)
  expect((await ask('POST', '/issues/1/comments')).status).toBe(201)
})

test('unless they are enforced the limits are only told', async () => {
  await ask('POST', '/issues')
  expect(await statuses(81, 'POST', '/issues/1/comments')).not.toContain(403)
  const { headers } = await ask('GET', '')
  expect(headers.get('x-ratelimit-limit')).toBe('1000')
  expect(headers.get('x-ratelimit-remaining')).toBe(String(1000 - 83))
  expect(headers.get('x-ratelimit-reset')).toBe(String(Date.parse('2026-03-09T07:17:00Z') / 1000))
})

/** So many calls of a workflow to the limits alone, and the answer to the last. */
async function calls(limits: Limits, times: number, method: string) {
  const query = new URLSearchParams()
  const asked = { method, path: '/', query, body: undefined, token: actions.token, person: actions }
  let answer = answered(200, {})
  for (let time = 0; time < times; time += 1) {
    answer = await limits.layer(asked, async () => answered(200, {}))
  }
  return answer
}

test('a read is a point, a write five, and there are 900 to a minute', async () => {
  const limits = githubLimits()
  limits.enforce()
  await calls(limits, 400, 'GET')
  expect(await calls(limits, 100, 'PATCH')).toMatchObject({ status: 200 })
  expect(await calls(limits, 1, 'GET')).toMatchObject({
    status: 403,
    headers: { 'retry-after': '60' },
  })
  later(60)
  expect(await calls(limits, 1, 'GET')).toMatchObject({ status: 200 })
})

test('a workflow has 1000 calls an hour', async () => {
  const limits = githubLimits()
  limits.enforce()
  await calls(limits, 500, 'GET')
  later(60)
  expect(await calls(limits, 500, 'GET')).toMatchObject({ status: 200 })
  expect(await calls(limits, 1, 'GET')).toMatchObject({
    status: 403,
    headers: { 'x-ratelimit-remaining': '0' },
  })
  later(3540)
  expect(await calls(limits, 1, 'GET')).toMatchObject({ status: 200 })
})

test('500 creations an hour are the most', async () => {
  const limits = githubLimits()
  limits.enforce()
  const query = new URLSearchParams()
  const { token } = actions
  const asked = { method: 'POST', path: '/issues', query, body: {}, token, person: actions }
  const statuses: number[] = []
  for (let time = 0; time < 501; time += 1) {
    later(1)
    const { status } = await limits.layer(asked, async () => answered(201, {}))
    statuses.push(status)
  }
  expect([statuses.indexOf(403), statuses.length]).toEqual([500, 501])
})
