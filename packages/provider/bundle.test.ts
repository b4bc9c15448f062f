import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { scratchDatabase } from '@rollcall/testing'
import { afterEach, expect, test } from 'vitest'
import { BundleError, bundleFunction } from './bundle.ts'

const database = scratchDatabase({ bare: true })
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))
const undo: (() => unknown)[] = []

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A new folder with these files, at some depth, that finds the packages of this one. @returns its path. */
async function checkout(files: Record<string, string>, depth = ''): Promise<string> {
  const folder = await folderWith(files, depth)
  await symlink(packages, join(folder, 'node_modules'))
  return folder
}

async function folderWith(files: Record<string, string>, depth = ''): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-bundle-'))
  undo.push(() => rm(root, { recursive: true, force: true }))
  const folder = join(root, depth)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** Runs a bundle under Deno with no more than the network and its environment. @returns where it listens. */
async function startInDeno(code: string, env: Record<string, string>): Promise<string> {
  // Far from every node_modules and package.json: what it needs is in it.
  const bundle = join(await folderWith({ 'bundle.js': code }), 'bundle.js')
  // The program itself: its launcher would leave it running when it is ended.
  const program = createRequire(import.meta.url)
    .resolve('deno/package.json')
    .replace('package.json', 'deno')
  const allowed = ['--no-config', '--no-npm', '--no-remote', '--allow-net', '--allow-env']
  const deno = spawn(program, ['run', '--no-prompt', ...allowed, bundle], {
    env: { PATH: process.env.PATH, HOME: dirname(bundle), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  undo.push(async () => {
    deno.kill()
    if (deno.exitCode === null && deno.signalCode === null) await once(deno, 'exit')
  })
  for await (const line of createInterface(deno.stdout)) {
    if (line.startsWith('http')) return line
  }
  throw new Error('Deno ended without listening.')
}

async function reasonsOf(entrypoint: string): Promise<string[]> {
  const error = await bundleFunction(entrypoint).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BundleError)
  return (error as BundleError).reasons
}

const school = {
  'function/index.ts': `
    import { Hono } from 'hono'
    import pg from 'pg'
    import { z } from 'zod'
    import greeting from './greeting.sql'
    import { port } from '../shared/port.ts'

    const pool = new pg.Pool({ connectionString: Deno.env.get('SUPABASE_DB_URL'), max: 1 })
    await pool.query('select 1')
    const asked = z.object({ name: z.string() })
    const app = new Hono()
    app.post('/greet', async (request) => {
      const { name } = asked.parse(await request.req.json())
      const { rows } = await pool.query(greeting, [name])
      return request.json(rows[0])
    })
    app.onError((error, request) => request.json({ error: error.constructor.name }, 422))
    Deno.serve({ port, hostname: '127.0.0.1', onListen: ({ port }) => console.log('http://127.0.0.1:' + port) }, app.fetch)
  `,
  'function/greeting.sql': "select 'Hello ' || $1 as text",
  'shared/port.ts': 'export const port: number = 0 satisfies number',
}

test('bundles TypeScript, SQL, hono, zod and pg to one file that runs in Deno', async () => {
  const folder = await checkout(school)
  const { code, bytes } = await bundleFunction(join(folder, 'function/index.ts'))
  expect(bytes).toBe(Buffer.byteLength(code))

  const imported = [...code.matchAll(/(?:^|[;}])import[^;"'`]*["']([^"']+)["']/gm)].map(
    ([, name]) => name,
  )
  expect(imported).toContain('node:net')
  expect(imported.filter((name) => !name?.startsWith('node:'))).toEqual([])

  const url = await startInDeno(code, { SUPABASE_DB_URL: database.url })
  const greet = (body: object) =>
    fetch(`${url}/greet`, { method: 'POST', body: JSON.stringify(body) })
  expect(await (await greet({ name: 'Ana' })).json()).toEqual({ text: 'Hello Ana' })
  const refused = await greet({ name: 1 })
  expect(await refused.json()).toEqual({ error: 'ZodError' })
})

test('has what Deno 2.1 lacks outside packages: Buffer, process, global and setImmediate', async () => {
  const folder = await checkout({
    'index.ts': `
      await new Promise((done) => setImmediate(done))
      const text = [Buffer.from('b').toString('hex'), typeof global.fetch, typeof process.nextTick]
      Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log('http://127.0.0.1:' + port) }, () => Response.json(text))
    `,
  })
  const { code } = await bundleFunction(join(folder, 'index.ts'))
  expect(code).toMatch(/from"node:buffer"/)
  expect(code).not.toMatch(/\bglobal\./)
  const url = await startInDeno(code, {})
  expect(await (await fetch(url)).json()).toEqual(['62', 'function', 'function'])
})

test('is the same to the byte in another folder, at another depth, from another working folder', async () => {
  const one = await checkout(school)
  const other = await checkout(school, 'some/where/deeper')
  // Settings of the machine around it have no part in it.
  await writeFile(join(other, '../tsconfig.json'), '{"compilerOptions":{"target":"es5"}}')
  const first = await bundleFunction(join(one, 'function/index.ts'))
  const second = await bundleFunction(relative(process.cwd(), join(other, 'function/index.ts')))
  expect(second).toEqual(first)
  expect(first.code).not.toContain('rollcall-bundle-')
  expect(first.code).not.toContain(packages)

  const changed = await checkout({ ...school, 'function/greeting.sql': "select 'Hola ' || $1" })
  const third = await bundleFunction(join(changed, 'function/index.ts'))
  expect(third.sha256).not.toBe(first.sha256)
})

test('keeps names of functions and classes, and comments that are licences', async () => {
  const folder = await checkout({
    'index.ts': `
      /*! Some licence */
      // A remark.
      class Timetable {}
      export function readTimetable() { return new Timetable().constructor.name }
    `,
  })
  const { code } = await bundleFunction(join(folder, 'index.ts'))
  expect(code).toContain('/*! Some licence */')
  expect(code).not.toContain('A remark.')
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  expect([module.readTimetable.name, module.readTimetable()]).toEqual([
    'readTimetable',
    'Timetable',
  ])
})

test('says each mistake with its file and line', async () => {
  const folder = await checkout({
    'function/index.ts':
      "import { a } from './absent.ts'\nimport './broken.ts'\nimport 'not-installed'\n",
    'function/broken.ts': '\n\nconst a = ;\n',
  })
  const reasons = await reasonsOf(join(folder, 'function/index.ts'))
  expect(reasons.toSorted()).toEqual([
    expect.stringMatching(/^broken\.ts:3: Unexpected ";"\.$/),
    expect.stringMatching(/^index\.ts:1: Could not resolve ".\/absent\.ts"\.$/),
    expect.stringMatching(/^index\.ts:3: Could not resolve "not-installed"\.$/),
  ])
  expect(reasons.join()).not.toContain(folder)
})

test('refuses what would be fetched when it is deployed', async () => {
  const folder = await checkout({
    'index.ts': "import 'npm:hono@4'\nimport 'https://deno.land/x/a.ts'\nimport 'jsr:@std/path'\n",
  })
  expect(await reasonsOf(join(folder, 'index.ts'))).toEqual([
    expect.stringMatching(/^index\.ts:1: "npm:hono@4" would be fetched .* install the package/),
    expect.stringMatching(/^index\.ts:2: "https:\/\/deno\.land\/x\/a\.ts" would be fetched/),
    expect.stringMatching(/^index\.ts:3: "jsr:@std\/path" would be fetched/),
  ])
})

test('names the property when the file is not there, or is a folder', async () => {
  const folder = await checkout({})
  expect(await reasonsOf(join(folder, 'index.ts'))).toEqual([
    expect.stringMatching(/^entrypoint: there is no file .*index\.ts/),
  ])
  expect(await reasonsOf(folder)).toEqual([expect.stringMatching(/^entrypoint: .* is a folder/)])
})

test('says how large it is, how much Supabase takes, and what the most of it is', async () => {
  const folder = await checkout({
    'index.ts': "import pg from 'pg'\nimport text from './large.sql'\nconsole.log(pg, text)",
    'large.sql': 'x'.repeat(5_000_000),
  })
  expect(await reasonsOf(join(folder, 'index.ts'))).toEqual([
    expect.stringMatching(
      /^entrypoint: the function .* is 5\.\d\d MB, and Supabase takes 5\.00 MB; the most is of large\.sql \(5\.00 MB\), pg /,
    ),
  ])
})
