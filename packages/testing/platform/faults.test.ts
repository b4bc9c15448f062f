import { afterAll, beforeEach, expect, test } from 'vitest'
import { ask } from './ask.ts'
import type { Kind } from './faults.ts'
import { startPlatform } from './platform.ts'

const platform = await startPlatform()
const at = `/v1/projects/${platform.ref}`
const secret = [{ name: 'KEY', value: 'value' }]

beforeEach(() => platform.reset())
afterAll(() => platform.stop())

async function secrets() {
  const { body } = await ask(platform, 'GET', `${at}/secrets`)
  return (body as { name: string }[]).map(({ name }) => name)
}

const refusals: [Kind, number, RegExp][] = [
  [400, 400, /Bad Request/],
  [401, 401, /Unauthorized/],
  [402, 402, /higher plan/],
  [403, 403, /missing_permissions/],
  [404, 404, /Not Found/],
  [429, 429, /ThrottlerException/],
  [500, 500, /Internal server error/],
  [502, 502, /<html>/],
  [503, 503, /Service Unavailable/],
  [504, 504, /<html>/],
  [540, 540, /Project paused/],
  ['page', 200, /<html>/],
  ['empty', 200, /^\{\}$/],
  ['error-in-200', 200, /Backend error/],
]

for (const [kind, status, message] of refusals) {
  test(`${kind} stands for one call's answer, and the call has no effect`, async () => {
    platform.fail({ call: 1, kind })
    const response = await fetch(`${platform.url}${at}/secrets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(secret),
    })
    expect(response.status).toBe(status)
    expect(await response.text()).toMatch(message)
    expect(await secrets()).toEqual([])
  })
}

test('a limit tells when it ends, in each of the ways that are known', async () => {
  platform.fail({ call: 1, kind: 429, retryAfter: 7 })
  const { headers } = await ask(platform, 'GET', at)
  expect(headers.get('retry-after')).toBe('7')
  expect(headers.get('x-ratelimit-reset')).toBe('7')
  expect(headers.get('x-ratelimit-remaining')).toBe('0')
})

test('what is lost before has no effect, what is lost after or within has', async () => {
  for (const kind of ['lost-before', 'lost-after', 'lost-within'] as const) {
    platform.reset()
    platform.functions.set([{ slug: 'weekly' }])
    platform.fail({ call: 1, kind })
    await expect(ask(platform, 'DELETE', `${at}/functions/weekly`)).rejects.toThrow()
    const { body } = await ask(platform, 'GET', `${at}/functions`)
    expect(body).toHaveLength(kind === 'lost-before' ? 1 : 0)
    expect(platform.calls[0]).toMatchObject({ status: kind === 'lost-within' ? 200 : 0 })
  }
})

test('a call that is never answered can be given up, and had no effect', async () => {
  platform.fail({ call: 1, kind: 'time-out' })
  const cut = new AbortController()
  const asked = fetch(`${platform.url}${at}`, { signal: cut.signal })
  await expect.poll(() => platform.calls).toHaveLength(1)
  cut.abort()
  await expect(asked).rejects.toThrow()
})

test('an answer comes late, and is the same', async () => {
  platform.fail({ call: 1, kind: 'slow', delay: 20 })
  expect(await ask(platform, 'GET', at)).toMatchObject({ status: 200, faults: [] })
})

test('a malformed answer is no JSON', async () => {
  platform.fail({ call: 1, kind: 'malformed' })
  await expect(ask(platform, 'GET', at)).rejects.toThrow(SyntaxError)
})

test('a fault is for the nth call, for a path, or lasts until the reset', async () => {
  platform.fail({ call: 2, kind: 500 })
  platform.fail({ method: 'GET', path: /\/functions$/, kind: 503, lasts: true })
  const status = async (path: string) => (await ask(platform, 'GET', `${at}${path}`)).status
  expect([await status('/secrets'), await status('/secrets')]).toEqual([200, 500])
  expect([await status('/functions'), await status('/secrets')]).toEqual([503, 200])
  expect(await status('/functions')).toBe(503)
  platform.reset()
  expect(await status('/functions')).toBe(200)
})

test('a newer answer has fields more and values that nobody knows, and nothing less', async () => {
  platform.fail({ method: 'GET', path: /^/, kind: 'newer', lasts: true })
  const { body } = await ask(platform, 'GET', at)
  expect(body).toMatchObject({
    ref: platform.ref,
    status: 'ADDED_LATER',
    added_later: { since: 2027 },
    database: { release_channel: 'ga', added_later: { since: 2027 } },
  })
  const { body: health } = await ask(platform, 'GET', `${at}/health?services=auth`)
  expect(health).toMatchObject([{ name: 'ADDED_LATER', healthy: true, status: 'ADDED_LATER' }])
})

test('a body can be any', async () => {
  platform.fail({ call: 1, kind: 'body', body: [{ slug: 7 }] })
  expect(await ask(platform, 'GET', `${at}/functions`)).toMatchObject({
    body: [{ slug: 7 }],
    faults: expect.arrayContaining([expect.stringContaining('0.slug')]),
  })
})
