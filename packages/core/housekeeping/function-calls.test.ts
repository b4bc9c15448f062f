import { connect } from '@rollcall/database'
import { answerCalls, installNet, installVault, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
const query = async <Row extends object>(sql: string, ...values: unknown[]) =>
  (await database.session.query<Row>(sql, values)).rows

const address = 'https://abcdefghijklmnopqrst.supabase.co/functions/v1/class-tracking'
const secret = 'not-for-any-log-4711'

async function keep(name: string, value: string) {
  await query('delete from vault.secrets where name = $1', name)
  await query('select vault.create_secret($1, $2)', value, name)
}

const call = (path = 'generate-weekly-classes', at = testNow) =>
  query<{ call: number }>('select rollcall.call_class_tracking($1, p_now => $2) as call', path, at)
const calls = () =>
  query(
    `select path, status, error, extract(epoch from finished_at - requested_at)::integer as seconds
     from rollcall.function_calls order by id`,
  )

test('says what is missing, and how to come by it', async () => {
  await expect(call()).rejects.toMatchObject({
    message: expect.stringContaining('There is no pg_net'),
    hint: expect.stringContaining('create extension pg_net'),
  })
  await installNet(database.session)
  await expect(call()).rejects.toMatchObject({
    message: expect.stringContaining('There is no Vault'),
    hint: expect.stringContaining('create extension supabase_vault'),
  })
  await installVault(database.session)
  await expect(call()).rejects.toThrow('no secret named rollcall_class_tracking_url')
  await keep('rollcall_class_tracking_url', address)
  await expect(call()).rejects.toThrow('no secret named rollcall_class_tracking_secret')
  await keep('rollcall_class_tracking_secret', secret)
  await call()
})

beforeEach(async (context) => {
  if (context.task.name.startsWith('says what is missing')) return
  await keep('rollcall_class_tracking_url', address)
  await keep('rollcall_class_tracking_secret', secret)
  await query(
    'truncate rollcall.function_calls, rollcall.generation_runs, net.http_request_queue, net._http_response',
  )
})

test('posts to the function with the secret, and keeps neither the secret nor what was sent', async () => {
  const [row] = await query<{ call: number }>(
    `select rollcall.call_class_tracking('generate-missing-classes', '{"studentId": 42}') as call`,
  )
  expect(await answerCalls(database.session, () => ({ status: 200 }))).toEqual([
    {
      id: expect.any(Number),
      url: `${address}/generate-missing-classes`,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
      body: { studentId: 42 },
      timeout: 150_000,
    },
  ])
  const kept = await query('select * from rollcall.function_calls')
  expect(kept).toMatchObject([{ id: row?.call, path: 'generate-missing-classes', status: null }])
  expect(JSON.stringify(kept)).not.toMatch(/4711|42|supabase/)
})

test('an address that ends in a slash is the same address', async () => {
  await keep('rollcall_class_tracking_url', `${address}/`)
  await call()
  expect(await answerCalls(database.session, () => ({ status: 200 }))).toMatchObject([
    { url: `${address}/generate-weekly-classes` },
  ])
})

test.each([
  null,
  '',
  '/webhook',
  'webhook/',
  '../rest/v1/students',
  'webhook?x=1',
  'Webhook',
  'a b',
  'webhook\n',
])('refuses the path %j', async (path) => {
  await expect(query('select rollcall.call_class_tracking($1)', path)).rejects.toMatchObject({
    code: '22023',
    hint: expect.stringContaining('generate-weekly-classes'),
  })
  expect(await calls()).toEqual([])
})

test.each([
  ['rollcall_class_tracking_url', 'http://school.example/functions/v1/class-tracking'],
  ['rollcall_class_tracking_url', 'https://user:4711@school.example/'],
  ['rollcall_class_tracking_url', 'https://school.example/?apikey=4711'],
  ['rollcall_class_tracking_url', ''],
  ['rollcall_class_tracking_secret', ''],
  ['rollcall_class_tracking_secret', 'two words 4711'],
  ['rollcall_class_tracking_secret', '4711\r\nX-Other: header'],
])('refuses a %s that is wrong, without quoting it', async (name, value) => {
  await keep(name, value)
  const refusal: Error = await call().then(
    () => new Error('it was called'),
    (error) => error,
  )
  expect(refusal.message).toContain(`The secret ${name} in Vault`)
  expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toMatch(
    /4711|school\.example/,
  )
  expect(await query('select * from net.http_request_queue')).toEqual([])
})

test.each([
  'http://localhost:54321/functions/v1/class-tracking',
  'http://kong:8000/functions/v1/class-tracking',
])('takes %s, which leaves no machine', async (local) => {
  await keep('rollcall_class_tracking_url', local)
  await call()
  expect(await query('select url from net.http_request_queue')).toEqual([
    { url: `${local}/generate-weekly-classes` },
  ])
})

test('only the owner can call', async () => {
  for (const login of ['looker', 'fixer'] as const) {
    const session = await connect(database.as(login))
    await expect(
      session.query("select rollcall.call_class_tracking('generate-weekly-classes')"),
    ).rejects.toMatchObject({ code: '42501' })
    await session.end()
  }
  expect(await query('select * from net.http_request_queue')).toEqual([])
})

test('a call that pg_net refuses is said without the secret', async () => {
  await query('begin')
  await query('alter table net.http_request_queue add constraint closed check (false)')
  const refusal: Error = await call().then(
    () => new Error('it was called'),
    (error) => error,
  )
  await query('rollback')
  expect(refusal).toMatchObject({
    code: '23514',
    message: expect.stringContaining('pg_net could not queue the call'),
  })
  expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('4711')
})

test('outcomes are kept once, each with its call', async () => {
  await call('webhook')
  await call('health')
  await call('generate-weekly-classes')
  await call('generate-missing-classes')
  const outcomes = [
    { status: 200 },
    { status: 503 },
    { timedOut: true, error: 'Timeout of 150000 ms reached.' },
    { error: "Couldn't resolve host name".padEnd(300, '!') },
  ]
  expect(await query('select rollcall.keep_call_outcomes() as kept')).toEqual([{ kept: 0 }])
  let next = 0
  await answerCalls(database.session, () => ({ at: '2026-03-11T11:00:02Z', ...outcomes[next++] }))
  expect(await query('select rollcall.keep_call_outcomes() as kept')).toEqual([{ kept: 4 }])
  await query('truncate net._http_response')
  expect(await query('select rollcall.keep_call_outcomes() as kept')).toEqual([{ kept: 0 }])
  expect(await calls()).toEqual(
    [
      { path: 'webhook', status: 200, error: null },
      { path: 'health', status: 503, error: null },
      { path: 'generate-weekly-classes', status: null, error: 'timed out' },
      {
        path: 'generate-missing-classes',
        status: null,
        error: "Couldn't resolve host name".padEnd(200, '!'),
      },
    ].map((each) => ({ ...each, seconds: 2 })),
  )
})

test('a number that pg_net gives anew after a crash belongs to the newest call only', async () => {
  await call()
  await call()
  await query('update rollcall.function_calls set request_id = 7')
  await query('insert into net._http_response (id, status_code) values (7, 200)')
  await query('select rollcall.keep_call_outcomes()')
  expect(await calls()).toMatchObject([{ status: null }, { status: 200 }])
})

test('housekeeping keeps outcomes too', async () => {
  await call()
  await answerCalls(database.session, () => ({ status: 200 }))
  await query('select rollcall.keep_house()')
  expect(await calls()).toMatchObject([{ status: 200 }])
})

test('the hourly call is made while the run is due, and made again until it has come to its end', async () => {
  const tick = async (now: string) =>
    (await query<{ said: { due: boolean } }>('select rollcall.weekly_call($1) as said', now))[0]
      ?.said.due
  expect(await tick('2026-03-09T06:07:00Z')).toBe(true)
  await answerCalls(database.session, () => ({ status: 503 }))
  // The function began, and was cut off.
  await query(
    `insert into rollcall.generation_runs (operation, week, started_at)
     values ('weekly', '2026-03-09', '2026-03-09T06:07:04Z')`,
  )
  expect(await tick('2026-03-09T07:07:00Z')).toBe(true)
  // What became of the first was kept on the way.
  expect(await calls()).toMatchObject([{ status: 503 }, { status: null }])
  await query("select rollcall.generate_weekly('2026-03-09T07:07:05Z')")
  await answerCalls(database.session, () => ({ status: 200 }))
  expect(await tick('2026-03-09T08:07:00Z')).toBe(false)
  expect(await calls()).toMatchObject([{ status: 503 }, { status: 200 }])
  expect(await tick('2026-03-16T06:07:00Z')).toBe(true)
})
