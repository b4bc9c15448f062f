import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connect } from '@rollcall/database'
import { enrol, loseClasses, runRollcall, scratchDatabase, testNow } from '@rollcall/testing'
import { expect, onTestFinished, test } from 'vitest'

const database = scratchDatabase()
const bare = scratchDatabase({ bare: true })
const bin = fileURLToPath(new URL('./bin/rollcall.js', import.meta.url))

function start(...args: string[]) {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--now', testNow, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, err: text(child.stderr), lines: createInterface(child.stdout) }
}

const post = (url: string, body: string) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })

test('prints its address, generates, and ends when it is interrupted', async () => {
  const student = await enrol(database)
  await loseClasses(database, 'true')
  const { child, err, lines } = start()
  const [url] = (await once(lines, 'line')) as [string]
  expect(url).toMatch(/^http:\/\/localhost:[1-9]\d*\/api\/class-tracking$/)
  const missing = await post(`${url}/generate-missing-classes`, `{"studentId": ${student}}`)
  expect(await missing.json()).toMatchObject({ created: 6 })
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  const logged = (await err).split('\n').filter((line) => line.startsWith('{'))
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', route: '/generate-missing-classes', status: 200, counts: { created: 6 } },
  ])
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})

/** The commands of the maintenance document that go to the application's server, as they are printed. */
const printed = [
  ...readFileSync(new URL('../docs/maintenance-procedures.md', import.meta.url), 'utf8').matchAll(
    /^curl [^`]+/gm,
  ),
].map(([command]) => command)

const hasCurl = spawnSync('bash', ['-c', 'command -v curl']).status === 0

test.skipIf(!hasCurl)(
  'the document, where there is curl, is right about its commands',
  async () => {
    const student = await enrol(database)
    await loseClasses(database, 'true')
    const { child, lines } = start()
    const [url] = (await once(lines, 'line')) as [string]
    expect(printed).toHaveLength(3)
    for (const command of printed) {
      const own = command
        .replace('http://localhost:3000/api/class-tracking', url)
        .replace('<student_id>', String(student))
      expect(own).not.toBe(command)
      const { stdout } = await promisify(execFile)('bash', ['-c', own])
      expect(JSON.parse(stdout)).toMatchObject({ failed: 0, students: expect.any(Number) })
    }
    const { rows } = await database.session.query(
      'select from public.classes where student_id = $1',
      [student],
    )
    expect(rows).toHaveLength(6)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  },
)

test('what is under way comes to its end first', async () => {
  const student = await enrol(database)
  const inTheWay = await connect(database.url, { now: testNow })
  onTestFinished(() => inTheWay.end())
  await inTheWay.query('begin')
  await inTheWay.query('lock table public.students')
  const { child, lines } = start()
  const [url] = (await once(lines, 'line')) as [string]
  const asked = post(`${url}/generate-missing-classes`, `{"studentId": ${student}}`)
  const isWaiting = `select exists (
    select from pg_stat_activity
    where datname = current_database() and application_name = 'rollcall serve' and wait_event_type = 'Lock'
  ) as waits`
  while ((await database.session.query(isWaiting)).rows[0].waits !== true);
  child.kill('SIGTERM')
  // Nobody new is let in by then.
  while (
    await fetch(`${url}/openapi.json`).then(
      () => true,
      () => false,
    )
  );
  await inTheWay.query('rollback')
  expect((await asked).status).toBe(200)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('with --json the address is the document', async () => {
  const { child, lines } = start('--json')
  let out = ''
  for await (const line of lines) {
    out += line
    if (line === '}') break
  }
  expect(JSON.parse(out)).toEqual({ url: expect.stringMatching(/^http:\/\/localhost:\d+\/api/) })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test.each([
  ['no token for others', ['--host', '0.0.0.0'], /other machines can ask, so they need a token/],
  ['no port', ['--port', 'x'], /--port is "x"/],
])('does not start with %s', async (_what, args, sentence) => {
  const { code, out, err } = await runRollcall(['serve', '--database', database.url, ...args])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(sentence)
})

test('takes the token from the environment', async () => {
  const { code, err } = await runRollcall(
    ['serve', '--host', '192.0.2.7', '--database', database.url],
    { ROLLCALL_SERVE_TOKEN: 'a-token-that-only-tests-know' },
  )
  expect(err).toMatch(/192\.0\.2\.7 is no address of this machine/)
  expect(code).toBe(2)
})

test('does not start on a database that was never migrated', async () => {
  const { code, err } = await runRollcall(['serve', '--database', bare.url])
  expect(err).toMatch(/never been migrated/)
  expect(code).toBe(2)
})
