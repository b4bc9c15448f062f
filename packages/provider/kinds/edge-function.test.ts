import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connectProject, createPace } from '@rollcall/supabase'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import { afterEach, expect, test } from 'vitest'
import type { Context } from '../kind.ts'
import { resourcesOf } from '../serve/resources.ts'
import { edgeFunction } from './edge-function.ts'

const emulator = emulatedPlatform()
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const source = 'const greeting: string = "Hola"\nDeno.serve(() => new Response(greeting))\n'

/** The folder of a program, with a function in it. @returns the path of its entry point. */
async function checkout(text = source): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-program-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  const entrypoint = join(folder, 'functions/class-tracking/index.ts')
  await mkdir(dirname(entrypoint), { recursive: true })
  await writeFile(join(folder, 'Pulumi.yaml'), 'name: school\n')
  await writeFile(entrypoint, text)
  return entrypoint
}

function contextOf(said: string[] = []): Context {
  const { token, ref, url } = emulator
  const none = async () => Promise.reject(new Error('An edge function needs no database.'))
  return {
    session: none,
    sessionAs: none,
    addressAs: none,
    project: () => connectProject({ token, ref, endpoint: url, pace: createPace() }),
    say: (message) => said.push(message),
    signal: new AbortController().signal,
  }
}

type State = Awaited<ReturnType<typeof deployed>>['state']

/** What the program's inputs become. */
async function prepared(given: object) {
  const { values, failures } = await resourcesOf([edgeFunction as never]).check(
    { type: 'rollcall:index:EdgeFunction', context: contextOf() },
    { slug: 'class-tracking', ...given },
  )
  expect(failures).toEqual([])
  return values as Parameters<typeof edgeFunction.create>[0]
}

async function failuresOf(given: object) {
  const asked = { type: 'rollcall:index:EdgeFunction', context: contextOf() }
  const { failures } = await resourcesOf([edgeFunction as never]).check(asked, given as never)
  return failures
}

/** The function, deployed from a new checkout. */
async function deployed(given: object = {}) {
  const inputs = await prepared({ entrypoint: await checkout(), ...given })
  const { id, outputs } = await edgeFunction.create(inputs, contextOf())
  return { id, state: { ...inputs, ...outputs } }
}

async function byHand(method: string, path: string, list?: object[]): Promise<unknown> {
  const { url, token, ref } = emulator
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = list && { body: JSON.stringify(list) }
  const address = `${url}/v1/projects/${ref}/functions${path}`
  const answer = await fetch(address, { method, headers, ...body })
  expect(answer.status).toBe(200)
  return answer.json()
}

/** What the dashboard can change, of a function and its code as it is. */
function asChanged({ slug, name, version, deployedHash }: State, change: object) {
  const [id, ezbr_sha256] = [slug, deployedHash]
  return { id, slug, name, status: 'ACTIVE', version, ezbr_sha256, ...change }
}

const writes = () => emulator.calls.filter(({ method }) => method !== 'GET').length

test('is bundled and deployed, and stands as it was deployed', async () => {
  const { id, state } = await deployed({ verifyJwt: false })
  expect(id).toBe('class-tracking')
  expect(state).toEqual({
    slug: 'class-tracking',
    name: 'class-tracking',
    entrypoint: 'functions/class-tracking/index.ts',
    verifyJwt: false,
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    version: 1,
    status: 'ACTIVE',
    url: `https://${emulator.ref}.supabase.co/functions/v1/class-tracking`,
    bytes: expect.any(Number),
    deployedHash: expect.any(String),
    updatedAt: '2026-03-11T11:00:00.000Z',
  })
  const found = await edgeFunction.read(id, state, contextOf())
  expect({ ...found?.inputs, ...found?.outputs }).toEqual(state)

  const body = (await byHand('GET', '/class-tracking/body')) as {
    files: Record<string, string>
  }
  expect(body.files['index.js']).toMatch(/Hola/)
  expect(body.files['index.js']).not.toMatch(/: string/)
})

test('the same checkout in another folder is the same function, and changed code is not', async () => {
  const one = await prepared({ entrypoint: await checkout() })
  const other = await prepared({ entrypoint: await checkout() })
  expect(other).toEqual(one)
  const changed = await prepared({ entrypoint: await checkout(source.replace('Hola', 'Hello')) })
  expect({ ...changed, contentHash: '' }).toEqual({ ...one, contentHash: '' })
  expect(changed.contentHash).not.toBe(one.contentHash)
})

test('is deployed again for other code, another name or verify_jwt, and for nothing else', async () => {
  const { id, state } = await deployed()
  const changes = [
    await prepared({ entrypoint: await checkout('Deno.serve(() => new Response())') }),
    { ...state, name: 'Class tracking' },
    { ...state, verifyJwt: false },
  ]
  for (const [index, inputs] of changes.entries()) {
    const outputs = await edgeFunction.update(id, state, inputs, contextOf())
    expect(outputs.version).toBe(index + 2)
    const found = await edgeFunction.read(id, { ...inputs, ...outputs }, contextOf())
    expect(found).toEqual({ inputs: expect.objectContaining(pick(inputs)), outputs })
  }
  const before = writes()
  const moved = { ...state, entrypoint: 'elsewhere/index.ts' }
  const { slug, name, entrypoint, verifyJwt, contentHash, ...outputs } = state
  expect(await edgeFunction.update(id, state, moved, contextOf())).toEqual(outputs)
  expect(writes()).toBe(before)
})

function pick({ slug, name, verifyJwt, contentHash }: Awaited<ReturnType<typeof prepared>>) {
  return { slug, name, verifyJwt, contentHash }
}

test('a preview says the size, asks for nothing and touches nothing', async () => {
  const inputs = await prepared({ entrypoint: await checkout() })
  expect(await edgeFunction.foresee?.(inputs, undefined, contextOf())).toEqual({
    bytes: expect.any(Number),
  })
  const { state } = await deployed()
  emulator.calls.length = 0
  const other = { ...inputs, verifyJwt: false }
  expect(await edgeFunction.foresee?.(other, state, contextOf())).toEqual({
    bytes: state.bytes,
    url: state.url,
  })
  expect(await edgeFunction.foresee?.(inputs, state, contextOf())).toMatchObject({ version: 1 })
  expect(emulator.calls).toEqual([])
})

test('what was changed by hand shows, and is put right', async () => {
  const { id, state } = await deployed()

  await byHand('PUT', '', [asChanged(state, { verify_jwt: false, name: 'Mine' })])
  const settings = await edgeFunction.read(id, state, contextOf())
  expect(settings?.inputs).toMatchObject({
    name: 'Mine',
    verifyJwt: false,
    contentHash: state.contentHash,
  })

  const theirs = { slug: id, name: id, verifyJwt: true, code: '1', entrypointPath: 'index.ts' }
  await contextOf().project().deployFunction(theirs)
  const code = await edgeFunction.read(id, state, contextOf())
  expect(code?.inputs).toMatchObject({
    verifyJwt: true,
    entrypoint: state.entrypoint,
    contentHash: 'version 3 (ACTIVE), which this stack did not deploy',
  })

  const drifted = { ...state, ...code?.inputs, ...code?.outputs }
  const outputs = await edgeFunction.update(id, drifted, state, contextOf())
  expect(outputs).toMatchObject({ version: 4, deployedHash: state.deployedHash })
  const found = await edgeFunction.read(id, { ...state, ...outputs }, contextOf())
  expect(found?.inputs.contentHash).toBe(state.contentHash)
})

test('where Supabase tells no checksum, another version is other code', async () => {
  const { id, state } = await deployed()
  const { deployedHash, ...without } = state
  expect((await edgeFunction.read(id, without, contextOf()))?.inputs).toMatchObject({
    contentHash: state.contentHash,
  })
  await contextOf().project().deployFunction({
    slug: id,
    name: id,
    verifyJwt: true,
    code: '1',
    entrypointPath: 'index.ts',
  })
  expect((await edgeFunction.read(id, without, contextOf()))?.inputs).toMatchObject({
    contentHash: expect.stringMatching(/^version 2/),
  })
})

test('one that was removed by hand is gone, and removing it again is well', async () => {
  const { id, state } = await deployed()
  await edgeFunction.delete(id, state, contextOf())
  expect(await edgeFunction.read(id, state, contextOf())).toBeUndefined()
  await edgeFunction.delete(id, state, contextOf())
})

test('one that is there already is taken over, which is said', async () => {
  await deployed()
  const said: string[] = []
  const inputs = await prepared({ entrypoint: await checkout('Deno.serve(() => new Response())') })
  const { outputs } = await edgeFunction.create(inputs, contextOf(said))
  expect(outputs.version).toBe(2)
  expect(said).toEqual([
    'The edge function class-tracking was there already; it is at version 2 now.',
  ])
})

test('is imported by its slug, and what the program has is deployed next', async () => {
  const { id, state } = await deployed({ verifyJwt: false })
  const found = await edgeFunction.read(id, undefined, contextOf())
  expect(found?.inputs).toEqual({
    slug: id,
    name: id,
    entrypoint: 'index.js',
    verifyJwt: false,
    contentHash: 'version 1 (ACTIVE), which this stack did not deploy',
  })
  expect(found?.outputs).toMatchObject({ version: 1, url: state.url })
  expect(await edgeFunction.read('nothing', undefined, contextOf())).toBeUndefined()
  for (const hostile of ['../secrets', '..', '', 'a b', 'ä', '1st']) {
    await expect(edgeFunction.read(hostile, undefined, contextOf())).rejects.toThrow(
      /is no edge function's slug/,
    )
    await expect(edgeFunction.delete(hostile, state, contextOf())).rejects.toThrow(/slug/)
  }
})

test.each([
  ['THROTTLED', true, /is THROTTLED: Supabase limits its calls/],
  ['REMOVED', false, /is REMOVED: `pulumi up` deploys it again/],
] as const)('that it is %s is said', async (status, isOurs, sentence) => {
  const { id, state } = await deployed()
  await byHand('PUT', '', [asChanged(state, { status })])
  const said: string[] = []
  const found = await edgeFunction.read(id, state, contextOf(said))
  expect(said).toEqual([expect.stringMatching(sentence)])
  expect(found?.outputs.status).toBe(status)
  expect(found?.inputs.contentHash === state.contentHash).toBe(isOurs)
})

test('a deployment that was cut off after it took effect is finished by the next', async () => {
  const inputs = await prepared({ entrypoint: await checkout() })
  // As often as it is tried.
  for (let tries = 4; tries > 0; tries -= 1) {
    emulator.fail({ method: 'POST', path: /deploy/, kind: 'lost-after' })
  }
  await expect(edgeFunction.create(inputs, { ...contextOf(), project: impatient })).rejects.toThrow(
    /^No connection to/,
  )
  const { id, outputs } = await edgeFunction.create(inputs, contextOf())
  expect(outputs.version).toBe(5)
  const found = await edgeFunction.read(id, { ...inputs, ...outputs }, contextOf())
  expect(found?.inputs).toEqual(inputs)
})

/** One that does not wait between tries. */
function impatient() {
  const { token, ref, url } = emulator
  const pace = createPace({ now: () => 0, sleep: async () => undefined, random: () => 0 })
  return connectProject({ token, ref, endpoint: url, pace })
}

test('what was looked at is what is deployed, or nothing is', async () => {
  const entrypoint = await checkout()
  const inputs = await prepared({ entrypoint })
  await rename(entrypoint, `${entrypoint}.old`)
  // This process has it in mind.
  const { outputs } = await edgeFunction.create(inputs, contextOf())
  expect(outputs.version).toBe(1)

  await writeFile(entrypoint, 'Deno.serve(() => new Response("other"))')
  const stale = { ...inputs, entrypoint, contentHash: 'f'.repeat(64) }
  await expect(edgeFunction.create(stale, contextOf())).rejects.toThrow(
    /has changed since it was looked at: run the deployment again/,
  )
})

test('names the property of each mistake', async () => {
  const entrypoint = await checkout()
  for (const slug of ['', '1st', '-a', 'class tracking', 'clase-ñ', 'a/b', '../a', 'a\n', 'a?b']) {
    expect(await failuresOf({ slug, entrypoint })).toEqual([
      { property: 'slug', reason: expect.stringMatching(/^has to begin with a letter/) },
    ])
  }
  expect(await failuresOf({ slug: 'a', entrypoint: '', name: '', verifyJwt: 'no' })).toEqual([
    { property: 'name', reason: expect.stringMatching(/^is empty/) },
    { property: 'entrypoint', reason: expect.stringMatching(/^is empty/) },
    { property: 'verifyJwt', reason: expect.any(String) },
  ])
  expect(await failuresOf({ slug: 'a', entrypoint: join(dirname(entrypoint), 'none.ts') })).toEqual(
    [{ property: 'entrypoint', reason: expect.stringMatching(/^there is no file .*none\.ts/) }],
  )
  await writeFile(entrypoint, "import 'absent'\nconst a = ;\n")
  expect(await failuresOf({ slug: 'a', entrypoint })).toEqual([
    { property: 'entrypoint', reason: expect.stringMatching(/^index\.ts:2: Unexpected/) },
  ])
})
