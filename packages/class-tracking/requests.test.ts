import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { api, secret } from './api-for-tests.ts'
import { health } from './schemas.ts'

const database = scratchDatabase()
const bare = scratchDatabase({ bare: true })
const { ask, post, log } = api(database, testNow)
beforeEach(() => {
  log.length = 0
})

const missing = '/generate-missing-classes'
const json = { 'content-type': 'application/json' }

describe('the secret', () => {
  const paths = [missing, '/generate-weekly-classes', '/webhook', '/health', '/openapi.json', '/no']
  const wrong = [
    ['none', ''],
    ['another', 'Bearer another-secret-of-some-length'],
    ['the beginning', `Bearer ${secret.slice(0, -1)}`],
    ['more than it', `Bearer ${secret}x`],
    ['two', `Bearer ${secret}, Bearer ${secret}`],
    ['the bare secret', secret],
    ['another scheme', `Basic ${secret}`],
    ['in capitals', `Bearer ${secret.toUpperCase()}`],
  ]

  test.each(wrong)('%s opens no path', async (_what, authorization) => {
    for (const path of paths) {
      const answer = await ask(path, { method: 'POST', headers: { authorization }, body: '{}' })
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="class-tracking"')
    }
    expect(JSON.stringify(log)).not.toContain(secret)
  })

  test.each([undefined, '', 'short', 'with blanks in the middle', 'sécret-sécret-sécret'])(
    'that is set to %j opens nothing, not even to itself',
    async (value) => {
      const open = api(database, testNow, { secret: { value, name: 'CLASS_TRACKING_SECRET' } })
      for (const given of [value ?? '', secret]) {
        const headers = { authorization: `Bearer ${encodeURIComponent(given)}` }
        expect(await open.ask('/health', { headers })).toMatchObject({
          status: 503,
          body: { code: 'secret_not_configured', detail: /^CLASS_TRACKING_SECRET / },
        })
      }
    },
  )
})

describe('a body', () => {
  test.each([
    ['is empty', '', 400, 'invalid_json'],
    ['is cut off', '{"studentId": 4', 400, 'invalid_json'],
    ['holds NaN', '{"studentId": NaN}', 400, 'invalid_json'],
    ['is a thousand brackets', '['.repeat(100_000), 400, 'invalid_json'],
    ['is null', 'null', 422, 'invalid_body'],
    ['is a list', '[42]', 422, 'invalid_body'],
    ['names nobody', '{}', 422, 'invalid_body'],
    ['names more than anybody', '{"studentId": 1e400}', 422, 'invalid_body'],
    ['names minus one', '{"studentId": -1}', 422, 'invalid_body'],
    ['names zero', '{"studentId": 0}', 422, 'invalid_body'],
    ['names a part', '{"studentId": 1.5}', 422, 'invalid_body'],
    ['names more than can be counted', '{"studentId": 9007199254740993}', 422, 'invalid_body'],
    ['names in other digits', '{"studentId": "٤٢"}', 422, 'invalid_body'],
    ['names in wide digits', '{"studentId": "４２"}', 422, 'invalid_body'],
    ['names half a letter', '{"studentId": "\\ud800"}', 422, 'invalid_body'],
    ['names a statement', '{"studentId": "1; drop table students"}', 422, 'invalid_body'],
    ['reaches for the prototype', '{"studentId": 1, "__proto__": {"x": 1}}', 422, 'invalid_body'],
  ])('that %s is refused', async (_what, body, status, code) => {
    expect(await post(missing, body)).toMatchObject({ status, body: { status, code } })
  })

  test('that is no UTF-8 is refused', async () => {
    const body = new Uint8Array([0x22, 0xff, 0x22])
    expect(await ask(missing, { method: 'POST', headers: json, body })).toMatchObject({
      body: { code: 'invalid_json' },
    })
  })

  test('that says the same field twice means the last, as for everybody who reads JSON here', async () => {
    expect(await post(missing, '{"studentId": "x", "studentId": 4711}')).toMatchObject({
      status: 404,
      body: { detail: 'There is no student 4711: check the id.' },
    })
  })

  test('is told each of its mistakes, and where', async () => {
    const sent = { type: 'TRUNCATE', table: 7, schema: 'public', record: {}, 'a/b~c é': 1 }
    expect((await post('/webhook', sent)).body.errors).toMatchObject([
      { pointer: '#/type' },
      { pointer: '#/table' },
      { pointer: '#/old_record' },
    ])
    expect((await post(missing, { student_id: 1, 'a/b~c é': 1 })).body.errors).toEqual([
      { pointer: '#/studentId', detail: expect.stringMatching(/whole number/) },
      { pointer: '#/student_id', detail: 'There is no such field.' },
      { pointer: '#/a~1b~0c%20%C3%A9', detail: 'There is no such field.' },
    ])
  })

  test.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain'],
    ['a form with files', 'multipart/form-data; boundary=x'],
    ['nearly JSON', 'application/jsonp'],
  ])('that comes as %s is refused', async (_what, type) => {
    const init = { method: 'POST', headers: { 'content-type': type }, body: '{"studentId": 1}' }
    expect(await ask(missing, init)).toMatchObject({ status: 415, body: { code: 'not_json' } })
  })

  test('may say in which characters it is', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect(await ask(missing, { method: 'POST', headers, body: '{"studentId":1}' })).toMatchObject({
      status: 404,
    })
  })

  const streamed = (
    pull: (controller: ReadableStreamDefaultController) => void | Promise<void>,
  ): RequestInit => ({
    method: 'POST',
    headers: json,
    body: new ReadableStream({ pull }),
    duplex: 'half',
  })

  test('that goes on and on is cut off', async () => {
    let sent = 0
    const chunk = new Uint8Array(65_536).fill(0x20)
    const answer = await ask(
      missing,
      streamed((controller) => {
        sent += chunk.length
        if (sent > 8_000_000) controller.close()
        else controller.enqueue(chunk)
      }),
    )
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    expect(sent).toBeLessThan(2_000_000)
  })

  test('that says that it is too large is not read', async () => {
    const headers = { ...json, 'content-length': '99999999999' }
    expect(await ask(missing, { method: 'POST', headers, body: '{}' })).toMatchObject({
      status: 413,
    })
  })

  test('that does not come is waited for no longer than is set', async () => {
    const hurried = api(database, testNow, { limits: { body: { most: 100, patience: 20 } } })
    expect(
      await hurried.ask(
        missing,
        streamed(() => new Promise<void>(() => undefined)),
      ),
    ).toMatchObject({
      status: 408,
      body: { code: 'body_too_slow' },
    })
  })

  test('that breaks off is refused', async () => {
    expect(
      await ask(
        missing,
        streamed((controller) => controller.error(new Error('gone'))),
      ),
    ).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
  })
})

describe('what is not there', () => {
  test.each(['/', '', '/health/', '//health', '/HEALTH', '/webhook/../nothing', '/%00', '/%ff'])(
    'the path %s is unknown',
    async (path) => {
      const answer = await ask(path)
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_path' } })
      expect(log).toMatchObject([{ route: 'unknown' }])
    },
  )

  test.each([
    ['DELETE', missing, 'POST'],
    ['GET', '/webhook', 'POST'],
    ['PUT', '/generate-weekly-classes', 'POST'],
    ['OPTIONS', missing, 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['BREW', '/health', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('%s of %s is told what is', async (method, path, allow) => {
    const answer = await ask(path, { method })
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(answer.headers.get('allow')).toBe(allow)
    expect(log[0]?.method).toBe(method === 'BREW' ? 'other' : method)
  })
})

test('a problem has the form of RFC 9457 and the id of its line in the log', async () => {
  const answer = await ask('/no')
  const [{ requestId } = { requestId: '' }] = log
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('x-request-id')).toBe(requestId)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  expect(answer.body).toEqual({
    type: 'urn:rollcall:problem:unknown_path',
    title: 'There is nothing at this path',
    status: 404,
    detail: '/class-tracking/openapi.json says what there is.',
    instance: `urn:uuid:${requestId}`,
    code: 'unknown_path',
  })
  expect(log).toEqual([
    {
      level: 'warn',
      message: '/class-tracking/openapi.json says what there is.',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      method: 'GET',
      route: 'unknown',
      status: 404,
      durationMs: expect.any(Number),
      code: 'unknown_path',
    },
  ])
})

describe('the database', () => {
  test('that is up says what is deployed in it', async () => {
    const { status, body } = await ask('/health')
    expect(status).toBe(200)
    expect(health.parse(body)).toEqual(body)
    expect(await ask('/health', { method: 'HEAD' })).toMatchObject({ status: 200, body: undefined })
  })

  test('that was never migrated is a problem of its own', async () => {
    const unmigrated = api(bare, testNow)
    for (const answer of [
      await unmigrated.ask('/health'),
      await unmigrated.post('/generate-weekly-classes', {}),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'not_migrated' } })
    }
  })

  test('that does not answer is told without its address', async () => {
    const url = 'postgresql://postgres:pa55-word@127.0.0.1:1/school'
    const down = api({ url }, testNow)
    for (const answer of [
      await down.ask('/health'),
      await down.post('/generate-weekly-classes', {}),
      await down.post(missing, { studentId: 1 }),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'database_unreachable' } })
      expect(answer.headers.get('retry-after')).toBe('60')
      expect(JSON.stringify(answer)).not.toMatch(/127\.0|pa55|postgres/)
    }
    expect(down.log[0]).toMatchObject({ level: 'error', failure: { at: expect.any(Array) } })
    expect(JSON.stringify(down.log)).not.toMatch(/127\.0|pa55|postgresql:/)
  })

  test('in which the role may only look says so', async () => {
    await emptySchool(database)
    await enrol(database)
    const reading = api({ url: database.as('looker') }, testNow)
    await database.session.query("select set_config('rollcall.reconciling', 'on', false)")
    await database.session.query('delete from public.classes')
    await database.session.query("select set_config('rollcall.reconciling', 'off', false)")
    expect(await reading.post('/generate-weekly-classes', {})).toMatchObject({
      status: 500,
      body: { code: 'database_forbids' },
    })
  })

  test('is asked by a few requests at a time, and the others wait for their turn, not for ever', async () => {
    const gate = Promise.withResolvers<void>()
    let open = 0
    let most = 0
    const limits = { connections: 2, turn: 30 }
    const slow = api(database, testNow, {
      limits,
      async open() {
        open += 1
        most = Math.max(most, open)
        return {
          async query<Row>(sql: string) {
            if (/deployments/.test(sql)) await gate.promise
            return { rows: [{ schema: 'x', deployedAt: testNow }] as Row[] }
          },
          async end() {
            open -= 1
          },
        }
      },
    })
    let busy = 0
    const asked = Array.from({ length: 5 }, async () => {
      const { status, body } = await slow.ask('/health')
      if (status === 503) busy += 1
      if (busy === 3) gate.resolve()
      return status === 503 ? body.code : status
    })
    expect(await Promise.all(asked)).toEqual([200, 200, ...Array(3).fill('database_busy')])
    expect(most).toBe(2)
    expect((await slow.ask('/health')).status).toBe(200)
  })

  test('that fails in an unknown way is told by an id, and in the log without its words', async () => {
    const failing = api(database, testNow, {
      open: () =>
        Promise.resolve({
          query: () =>
            Promise.reject(
              Object.assign(new Error('Vera Prado'), { severity: 'ERROR', code: 'XX001' }),
            ),
          end: () => Promise.resolve(),
        }),
    })
    const answer = await failing.ask('/health')
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(failing.log).toMatchObject([
      { level: 'error', status: 500, code: 'internal', failure: { name: 'Error', code: 'XX001' } },
    ])
    expect(answer.body.instance).toBe(`urn:uuid:${failing.log[0]?.requestId}`)
    expect(JSON.stringify([answer, failing.log])).not.toMatch(/Vera|Prado/)
  })
})

test('the description names every path and every code that the paths answer', async () => {
  const { body } = await ask('/openapi.json')
  expect(Object.keys(body.paths)).toEqual([
    '/generate-weekly-classes',
    missing,
    '/webhook',
    '/health',
  ])
  expect(body).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: '/class-tracking' }],
    security: [{ secret: [] }],
  })
  expect(Object.keys(body.paths[missing].post.responses)).toEqual(
    expect.arrayContaining(['200', '400', '401', '404', '409', '413', '415', '422', '500', '503']),
  )
})
