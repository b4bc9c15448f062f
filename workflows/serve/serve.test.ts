import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import { OperatorError } from '@rollcall/core'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { readAddress } from './address.ts'
import { serveClassTracking } from './serve-class-tracking.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const token = 'a-token-that-only-tests-know'

async function serve(given: Partial<Parameters<typeof readAddress>[0]> = {}) {
  const log: object[] = []
  const served = await serveClassTracking(readAddress({ port: '0', host: 'localhost', ...given }), {
    database: database.url,
    session: { now: testNow },
    now: () => testNow,
    lookBackDays: 92,
    log: (entry) => log.push(entry),
  })
  onTestFinished(() => served.stop())
  return { ...served, port: Number(new URL(served.url).port), log }
}

type Head = { method?: string; path?: string; headers?: Record<string, string | string[]> }

/** A request as raw as it goes over the wire: `fetch` would not send another host or origin. */
async function ask(
  port: number,
  { method = 'GET', path = '/health', headers = {} }: Head,
  body = '',
) {
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path: `/api/class-tracking${path}`,
    headers,
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.setEncoding('utf8')
  let text = ''
  for await (const part of response) text += part
  return {
    status: response.statusCode as number,
    headers: response.headers as Record<string, string>,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const json = { 'content-type': 'application/json' }

describe('without a token, on this machine', () => {
  test.each(['localhost', '127.0.0.1', '[::1]'])('it answers at %s', async (host) => {
    const { url } = await serve()
    expect(url).toMatch(/^http:\/\/localhost:\d+\/api\/class-tracking$/)
    const response = await fetch(`${url.replace('localhost', host)}/health`)
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('it generates, once', async () => {
    const student = await enrol(database)
    await loseClasses(database, 'true')
    const { url } = await serve()
    const post = async (path: string, body: unknown) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      })
      return response.json()
    }
    expect(await post('/generate-weekly-classes', {})).toMatchObject({ created: 3, done: true })
    expect(await post('/generate-missing-classes', { studentId: student })).toMatchObject({
      created: 3,
    })
    expect(await post('/generate-weekly-classes', {})).toMatchObject({ created: 0, done: true })
  })

  test.each([
    ['a name that somebody makes lead here', 'rebound.example'],
    ['a name that only begins like ours', 'localhost.rebound.example'],
    ['a name that ends like ours', 'rebound.localhost'],
    ['our name with a dot', 'localhost.'],
    ['another address of this machine', '127.0.0.2'],
    ['the address of everything', '0.0.0.0'],
  ])('it does not answer to %s', async (_what, name) => {
    const { port } = await serve()
    const answer = await ask(port, { headers: { host: `${name}:${port}` } })
    expect(answer).toMatchObject({ status: 421, body: { code: 'unknown_host' } })
  })

  test('nor to our name at another port', async () => {
    const { port } = await serve()
    for (const host of ['localhost', `localhost:${port + 1}`]) {
      expect(await ask(port, { headers: { host } })).toMatchObject({ status: 421 })
    }
  })

  test('nor to what is no name', async () => {
    const { port, log } = await serve()
    const us = `localhost:${port}`
    for (const host of [`:${port}`, `someone@${us}`, `${us}, ${us}`, `${us}/x`]) {
      expect(await ask(port, { headers: { host } })).toMatchObject({ status: 400 })
    }
    expect(log).toEqual([])
  })

  test.each([
    ['another site', { origin: 'https://rebound.example' }],
    ['another port of this machine', { origin: 'http://localhost:5173' }],
    ['a file or a frame without a name', { origin: 'null' }],
    ['our name by TLS', { origin: 'https://localhost' }],
    ['a browser that says that it is another site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says that it is another port', { 'sec-fetch-site': 'same-site' }],
  ])('a page of %s is refused', async (_what, headers) => {
    const { port } = await serve()
    const all = { ...json, ...headers } as Record<string, string>
    const answer = await ask(
      port,
      { method: 'POST', path: '/generate-weekly-classes', headers: all },
      '{}',
    )
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
    expect(Object.keys(answer.headers).join()).not.toContain('access-control')
  })

  test('a browser is not told by a preflight that it may', async () => {
    const { port } = await serve()
    const headers = { 'access-control-request-method': 'POST' }
    expect(
      await ask(port, { method: 'OPTIONS', path: '/generate-weekly-classes', headers }),
    ).toMatchObject({ status: 405 })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a form of the kind %s, which any page may send, generates nothing',
    async (type) => {
      await enrol(database)
      await loseClasses(database, 'true')
      const { port } = await serve()
      const head = {
        method: 'POST',
        path: '/generate-weekly-classes',
        headers: { 'content-type': type },
      }
      expect(await ask(port, head, '{}')).toMatchObject({ status: 415 })
      const { rows } = await database.session.query('select from public.classes')
      expect(rows).toEqual([])
    },
  )

  test.each([
    [
      'in the form for proxies is held to the host that it names',
      'http://rebound.example',
      'HTTP/1.1\r\nHost: rebound.example',
      421,
    ],
    ['in the old form, which names no host, is refused', '', 'HTTP/1.0', 400],
  ])('a request %s', async (_what, before, after, status) => {
    const { port } = await serve()
    const socket = connectSocket(port, '127.0.0.1')
    socket.end(`GET ${before}/api/class-tracking/health ${after}\r\nConnection: close\r\n\r\n`)
    let answer = ''
    for await (const part of socket) answer += part
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('a huge body is cut off, and the server goes on', async () => {
    const { port, url } = await serve()
    const sent = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/class-tracking/webhook',
      headers: { ...json, 'transfer-encoding': 'chunked' },
    })
    // Whoever is cut off sees the answer, or that the connection is gone.
    sent.on('error', () => undefined)
    const answered = once(sent, 'response').then(([{ statusCode }]) => statusCode)
    for (let megabytes = 0; megabytes < 8; megabytes++) sent.write(' '.repeat(1 << 20))
    expect(await answered).toBe(413)
    sent.destroy()
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  test.each(['TRACE', 'PROPFIND', 'PATCH'])('%s is told what is', async (method) => {
    const { port } = await serve()
    const answer = await ask(port, { method })
    expect(answer).toMatchObject({ status: 405 })
    expect(answer.headers.allow).toBe('GET, HEAD')
  })
})

describe('with a token', () => {
  test.each(['localhost', '127.0.0.1', '0.0.0.0'])(
    'at %s nobody is let in without it',
    async (host) => {
      const { port } = await serve({ host, token })
      expect(await ask(port, {})).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
      const headers = { authorization: `Bearer ${token}` }
      expect(await ask(port, { headers })).toMatchObject({ status: 200 })
    },
  )

  test('every address of the machine is known by its number, and no name that leads there', async () => {
    const { port } = await serve({ host: '0.0.0.0', token })
    const authorization = `Bearer ${token}`
    const at = (name: string) => ask(port, { headers: { authorization, host: `${name}:${port}` } })
    expect(await at('192.0.2.7')).toMatchObject({ status: 200 })
    expect(await at('[2001:db8::7]')).toMatchObject({ status: 200 })
    expect(await at('rebound.example')).toMatchObject({ status: 421 })
  })
})

describe('where to listen', () => {
  const refused = (given: Partial<Parameters<typeof readAddress>[0]>) => {
    try {
      readAddress({ port: '3000', host: 'localhost', ...given })
    } catch (error) {
      expect(error).toBeInstanceOf(OperatorError)
      return (error as Error).message
    }
    return 'not refused'
  }

  test.each([
    [{ host: '0.0.0.0' }, /^At 0\.0\.0\.0 other machines can ask, so they need a token/],
    [{ host: '::' }, /need a token/],
    [{ host: '192.0.2.7' }, /need a token/],
    [{ host: 'school.example' }, /need a token/],
    [{ host: '127.school.example' }, /need a token/],
    [{ host: '0.0.0.0', token: '' }, /^The token is empty/],
    [{ token: 'short' }, /shorter than 16/],
    [{ token: 'with blanks in between' }, /holds blanks/],
    [{ port: '65536' }, /^--port is "65536"/],
    [{ port: '-1' }, /^--port/],
    [{ port: 'http' }, /^--port/],
  ])('%j is refused', (given, sentence) => {
    expect(refused(given)).toMatch(sentence)
  })

  test('a port that is taken is named, on either address of localhost', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const other = createServer().listen(0, host)
      await once(other, 'listening')
      onTestFinished(() => void other.close())
      const { port } = other.address() as AddressInfo
      await expect(serve({ port: String(port) })).rejects.toThrow(
        `Port ${port} of ${host} is taken by another program`,
      )
    }
  })

  test('an address that is not here is named', async () => {
    await expect(serve({ host: '192.0.2.7', token })).rejects.toThrow(
      '192.0.2.7 is no address of this machine',
    )
  })
})
