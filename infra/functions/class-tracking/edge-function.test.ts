import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { connect as openSession } from '@rollcall/database'
import {
  type Certificate,
  makeCertificate,
  makeRoot,
} from '@rollcall/database/connect-certificates'
import { bundleFunction } from '@rollcall/provider/bundle'
import { emptySchool, enrol, loseClasses, scratchDatabase } from '@rollcall/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'

const database = scratchDatabase()
/** The program itself: its launcher would leave it running when it is ended. */
const newest = fileURLToPath(new URL('deno', import.meta.resolve('deno/package.json')))

/** With the version that Supabase's runtime is made from, where `.ci/run` names it. */
const runtimes = [
  { version: 'the newest Deno', deno: newest },
  { version: "Supabase's Deno", deno: process.env.ROLLCALL_TEST_DENO ?? '' },
].filter(({ deno }) => deno !== '')

const secret = 'a-secret-that-only-tests-know'

/** Where it listens is for the platform to say, here as there. */
const loopback = `
const { serve } = Deno
Deno.serve = (handler) => serve({
  hostname: '127.0.0.1',
  port: 0,
  onListen: ({ port }) => console.error('Listening on http://127.0.0.1:' + port),
}, handler)
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-function-'))
  const entrypoint = fileURLToPath(new URL('index.ts', import.meta.url))
  await writeFile(join(folder, 'index.mjs'), (await bundleFunction(entrypoint)).code)
  await writeFile(join(folder, 'loopback.mjs'), loopback)
  await writeFile(join(folder, 'start.mjs'), "import './loopback.mjs'\nimport './index.mjs'\n")
})
afterAll(() => rm(folder, { recursive: true }))

/** The function's clock is the real one, so classes of every day are what it has to make. */
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
  day,
  start_time: '23:59',
  duration_minutes: 30,
}))

beforeEach(async () => {
  await emptySchool(database)
  await database.session.query("select set_config('rollcall.now', '', false)")
})

/** Runs the bundle as Supabase does, with no more than the network and its environment. */
async function run(deno: string, environment: Record<string, string>) {
  const args = ['run', '--no-prompt', '--no-config', '--no-npm', '--no-remote', '--cached-only']
  const allowed = ['--allow-net', '--allow-env', `--allow-read=${folder}/root.crt`]
  const child = spawn(deno, [...args, ...allowed, 'start.mjs'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NO_COLOR: '1',
      DENO_NO_UPDATE_CHECK: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const logged: { level: string; status: number; route: string }[] = []
  createInterface(child.stdout).on('line', (line) => logged.push(JSON.parse(line)))
  const errors: string[] = []
  const address = new Promise<string>((resolve) =>
    createInterface(child.stderr).on('line', (line) => {
      const [, url] = /^Listening on (http:\S+)$/.exec(line) ?? []
      if (url) resolve(url)
      else if (line.startsWith('{')) logged.push(JSON.parse(line))
      else errors.push(line)
    }),
  )
  const ended = once(child, 'exit').then(() => {
    throw new Error(errors.join('\n'))
  })
  ended.catch(() => undefined)
  const url = `${await Promise.race([address, ended])}/class-tracking`

  async function ask(path: string, body?: string | object, headers = {}) {
    const response = await fetch(url + path, {
      ...(body === undefined
        ? {}
        : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        ...headers,
      },
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return { url, ask, logged }
}

const configured = (deno: string) =>
  run(deno, { SUPABASE_DB_URL: database.url, CLASS_TRACKING_SECRET: secret })

async function classes(): Promise<number> {
  const { rows } = await database.session.query('select count(*) as n from public.classes')
  return rows[0].n
}

describe.each(runtimes)('in $version', ({ deno }) => {
  test('generates by every path, and nothing twice', async () => {
    const student = await enrol(database, { fixed_schedule: everyDay })
    const due = await classes()
    await loseClasses(database, 'true')
    const { ask, logged } = await configured(deno)

    const webhook = {
      type: 'UPDATE',
      table: 'students',
      schema: 'public',
      record: { id: student },
      old_record: { id: student },
    }
    const followed = await ask('/webhook', webhook)
    expect(followed).toMatchObject({ status: 200, body: { nothingToDo: null, students: 1 } })
    expect(followed.body.created).toBeGreaterThanOrEqual(7)
    await loseClasses(database, `date > current_date + 2`)
    const weekly = await Promise.all(
      Array.from({ length: 8 }, () => ask('/generate-weekly-classes', {})),
    )
    // Who waits for another too long leaves the student to them.
    expect(weekly.filter(({ status }) => status > 202)).toEqual([])
    expect((await ask('/generate-missing-classes', { studentId: String(student) })).status).toBe(
      200,
    )
    expect(await ask('/generate-missing-classes', { studentId: student })).toMatchObject({
      status: 200,
      body: { created: 0, failed: 0 },
    })
    expect(await classes()).toBeLessThanOrEqual(due)
    const { rows } = await database.session.query(
      'select from public.classes group by date, start_time having count(*) > 1',
    )
    expect(rows).toEqual([])
    expect(logged[0]).toMatchObject({ level: 'info', route: '/webhook', status: 200 })
  })

  test('says that it is up, and describes itself', async () => {
    const { ask } = await configured(deno)
    expect(await ask('/health')).toMatchObject({ status: 200, body: { status: 'up' } })
    expect((await ask('/openapi.json')).body).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: '/class-tracking' }],
    })
  })

  test('lets nobody in without the secret, and says in the log at which level', async () => {
    const { ask, logged } = await configured(deno)
    for (const authorization of ['', 'Bearer wrong', `Basic ${secret}`]) {
      expect(await ask('/health', undefined, { authorization })).toMatchObject({ status: 401 })
    }
    expect((await ask('/generate-missing-classes', '{"studentId": 1e400}')).status).toBe(422)
    expect(logged).toMatchObject([
      ...Array(3).fill({ level: 'warn', route: 'unknown', status: 401 }),
      { level: 'warn', route: '/generate-missing-classes', status: 422 },
    ])
  })

  test.each([{}, { CLASS_TRACKING_SECRET: '' }, { CLASS_TRACKING_SECRET: 'short' }])(
    'refuses everybody with %j',
    async (environment) => {
      const { ask } = await run(deno, { SUPABASE_DB_URL: database.url, ...environment })
      const { CLASS_TRACKING_SECRET: given = '' } = environment as Record<string, string>
      expect(await ask('/health', undefined, { authorization: `Bearer ${given}` })).toMatchObject({
        status: 503,
        body: { code: 'secret_not_configured' },
      })
    },
  )

  test.each([{}, { SUPABASE_DB_URL: 'postgresql://postgres:pa55-word@127.0.0.1:1/postgres' }])(
    'says with %j that there is no database',
    async (environment) => {
      const { ask, logged } = await run(deno, { CLASS_TRACKING_SECRET: secret, ...environment })
      expect(await ask('/generate-weekly-classes', {})).toMatchObject({
        status: 503,
        body: { code: 'database_unreachable' },
      })
      expect(logged).toMatchObject([{ level: 'error', status: 503 }])
      expect(JSON.stringify(logged)).not.toContain('pa55')
    },
  )

  test('does not start with a look-back that is none', async () => {
    await expect(run(deno, { CLASS_TRACKING_LOOK_BACK_DAYS: 'a month' })).rejects.toThrow(
      'CLASS_TRACKING_LOOK_BACK_DAYS has to be a whole number of days',
    )
  })

  /** What speaks TLS before the database, as Supabase's servers do. */
  async function speakTls(root: Certificate) {
    const { pem, keyPem } = makeCertificate(root, 'localhost')
    const secureContext = tls.createSecureContext({ cert: pem, key: keyPem })
    const { hostname, port } = new URL(database.url)
    const open = new Set<Socket>()
    const server = createServer((socket) => {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => open.delete(socket))
      socket.once('data', () => {
        socket.write('S')
        const secure = new tls.TLSSocket(socket, { isServer: true, secureContext })
        const behind = connect(Number(port), hostname)
        pipeline(secure, behind, secure).catch(() => undefined)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    return {
      port: (server.address() as AddressInfo).port,
      open,
      cut: () => {
        for (const socket of open) socket.destroy()
      },
    }
  }

  describe('by TLS', () => {
    const root = makeRoot('root')

    async function runByTls(trusted: Certificate) {
      const before = await speakTls(root)
      await writeFile(join(folder, 'root.crt'), trusted.pem)
      const url = new URL(database.url)
      url.hostname = 'localhost'
      url.port = String(before.port)
      url.searchParams.set('sslmode', 'verify-full')
      url.searchParams.set('sslrootcert', join(folder, 'root.crt'))
      const running = await run(deno, {
        CLASS_TRACKING_DATABASE_URL: url.href,
        CLASS_TRACKING_SECRET: secret,
      })
      return { ...running, ...before }
    }

    test('it generates, one call after the other, and lets go of each connection', async () => {
      const student = await enrol(database, { fixed_schedule: everyDay })
      await loseClasses(database, 'true')
      const { ask, open } = await runByTls(root)
      for (let call = 0; call < 5; call++) {
        expect(await ask('/generate-missing-classes', { studentId: student })).toMatchObject({
          status: 200,
        })
      }
      while (open.size > 0) await new Promise(setImmediate)
      expect(await classes()).toBeGreaterThanOrEqual(7)
    })

    test('a connection that breaks in the middle is told', async () => {
      const student = await enrol(database)
      const inTheWay = await openSession(database.url)
      onTestFinished(() => inTheWay.end())
      await inTheWay.query('begin')
      await inTheWay.query('lock table public.students')
      const { ask, cut } = await runByTls(root)
      const asked = ask('/generate-missing-classes', { studentId: student })
      const waiting = `select from pg_stat_activity
        where datname = current_database() and application_name = 'rollcall class-tracking'
          and wait_event_type = 'Lock'`
      while ((await database.session.query(waiting)).rows.length === 0);
      cut()
      expect(await asked).toMatchObject({ status: 503, body: { code: 'database_unreachable' } })
      await inTheWay.query('rollback')
      expect((await ask('/health')).status).toBe(200)
    })

    test('a server that proves nothing is told nothing', async () => {
      const { ask } = await runByTls(makeRoot('root'))
      expect(await ask('/health')).toMatchObject({
        status: 503,
        body: { code: 'database_unreachable' },
      })
    })
  })
})
