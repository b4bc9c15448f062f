import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Verdict } from '@rollcall/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sendHeartbeat } from './heartbeat.ts'

/** What the monitor answers to each call; 0 is no answer at all. */
let answers: number[] = []
let calls: string[] = []
const monitor = createServer((request, response) => {
  calls.push(`${request.method} ${request.url}`)
  const status = answers.shift() ?? 200
  if (status === 0) return
  response.writeHead(status).end()
})
let url = ''
beforeAll(async () => {
  monitor.listen(0, '127.0.0.1')
  await once(monitor, 'listening')
  url = `http://127.0.0.1:${(monitor.address() as AddressInfo).port}/s3cret-word`
})
beforeEach(() => {
  answers = []
  calls = []
})
afterAll(() => {
  monitor.closeAllConnections()
  monitor.close()
})

const verdict = (state: 'pass' | 'unknown' | 'skipped'): Verdict => ({
  check: 'a-check',
  title: 'All is well',
  evidence: {},
  window: { from: '', to: '' },
  state,
  reason: '',
  hint: '',
})
const looked = { verdicts: [verdict('pass'), verdict('unknown')], pauses: [0, 0] }

test('is sent when something could be looked at', async () => {
  expect(await sendHeartbeat({ url, ...looked })).toEqual({ state: 'sent' })
  expect(calls).toEqual(['GET /s3cret-word'])
})

test('is not sent when nothing could, or no address is set', async () => {
  const blind = { url, verdicts: [verdict('unknown'), verdict('skipped')] }
  expect(await sendHeartbeat(blind)).toMatchObject({ state: 'skipped' })
  expect(await sendHeartbeat({ ...blind, verdicts: [] })).toMatchObject({ state: 'skipped' })
  expect(await sendHeartbeat({ ...looked, url: undefined })).toMatchObject({ state: 'skipped' })
  expect(await sendHeartbeat({ ...looked, url: '' })).toMatchObject({ state: 'skipped' })
  expect(calls).toEqual([])
})

test('is tried again while the monitor is in trouble', async () => {
  answers = [500, 429]
  expect(await sendHeartbeat({ url, ...looked })).toEqual({ state: 'sent' })
  expect(calls).toHaveLength(3)
})

test('is not tried again where the address is refused', async () => {
  answers = [404]
  expect(await sendHeartbeat({ url, ...looked })).toMatchObject({ state: 'failed' })
  expect(calls).toHaveLength(1)
})

test.each([
  ['a status', () => url, [500, 500, 500], /status 500/],
  ['no answer', () => url, [0, 0, 0], /no answer in time/],
  ['nobody there', () => 'http://127.0.0.1:1/s3cret-word', [], /no connection/],
  ['no address', () => 's3cret-word', [], /is no address/],
  ['an address without TLS', () => 'http://monitor.example/s3cret-word', [], /https/],
])('%s is a warning that does not show the address', async (_why, at, given, words) => {
  answers = given
  const outcome = await sendHeartbeat({ url: at(), timeout: 200, ...looked })
  expect(outcome).toMatchObject({ state: 'failed', warning: expect.stringMatching(words) })
  expect(JSON.stringify(outcome)).not.toContain('s3cret-word')
})
