import { inspect } from 'node:util'
import { emulatedPlatform } from '@rollcall/testing/emulated-platform'
import { afterEach, expect, test } from 'vitest'
import { idlePace, type Loopback, type Reply, serve } from '../loopback.ts'
import { PlatformError } from '../platform-error.ts'
import { connectProject, type ProjectAccess } from './connect-project.ts'

const emulator = emulatedPlatform()
const servers: Loopback[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.stop()
})

function connect(options: { signal?: AbortSignal; ref?: string } = {}): ProjectAccess {
  const { url, token, ref } = emulator
  return connectProject({ token, ref, endpoint: `${url}/`, pace: idlePace(), ...options })
}

const classTracking = {
  slug: 'class-tracking',
  name: 'Class tracking',
  verifyJwt: false,
  code: 'Deno.serve(() => new Response("¡Hola!"))',
  entrypointPath: 'index.js',
}

/** What went wrong, in which the token never is. */
async function refusalOf(asked: Promise<unknown>): Promise<PlatformError> {
  const error = await asked.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(PlatformError)
  expect(`${inspect(error, { depth: 20 })} ${(error as Error).stack}`).not.toContain(emulator.token)
  return error as PlatformError
}

/** A project whose API gives these answers, one after the other. */
async function answering(...replies: Reply[]) {
  const server = await serve(...replies)
  servers.push(server)
  const { token, ref } = emulator
  return { server, project: connectProject({ token, ref, endpoint: server.url, pace: idlePace() }) }
}

test('a function is deployed, read, deployed again and removed', async () => {
  const project = connect()
  expect(await project.functionBySlug('class-tracking')).toBeUndefined()

  const first = await project.deployFunction(classTracking)
  expect(first).toMatchObject({
    slug: 'class-tracking',
    name: 'Class tracking',
    status: 'ACTIVE',
    version: 1,
    verify_jwt: false,
    entrypoint_path: 'index.js',
  })
  expect(await project.functionBySlug('class-tracking')).toMatchObject(first)

  const second = await project.deployFunction({ ...classTracking, code: '1', verifyJwt: true })
  expect(second).toMatchObject({ version: 2, verify_jwt: true })
  expect(second.ezbr_sha256).not.toBe(first.ezbr_sha256)

  await project.deleteFunction('class-tracking')
  expect(await project.functionBySlug('class-tracking')).toBeUndefined()
  await project.deleteFunction('class-tracking')
})

test('the code arrives as it is, to the byte', async () => {
  await connect().deployFunction(classTracking)
  const { url, ref, token } = emulator
  const answer = await fetch(`${url}/v1/projects/${ref}/functions/class-tracking/body`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await answer.json()).toMatchObject({ files: { 'index.js': classTracking.code } })
})

test('the project and its pooler are read', async () => {
  const project = connect()
  expect(await project.project()).toMatchObject({ ref: emulator.ref, status: 'ACTIVE_HEALTHY' })
  expect(await project.pooler()).toMatchObject([{ database_type: 'PRIMARY' }])
})

test('a project that is not there is no function that is not there', async () => {
  const { problem } = await refusalOf(connect({ ref: 'a'.repeat(20) }).functionBySlug('x'))
  expect(problem).toMatchObject({ kind: 'not-found', hint: expect.stringMatching(/projectRef/) })
})

test('what the token may not do is named, with what to do about it', async () => {
  emulator.tokenMay(['edge_functions_read', 'project_admin_read'])
  const project = connect()
  const writes = [() => project.deployFunction(classTracking), () => project.deleteFunction('x')]
  for (const write of writes) {
    expect((await refusalOf(write())).message).toMatch(
      /^The access token lacks the permission edge_functions_write\. .* give it to the provider as accessToken\.$/,
    )
  }
})

test('a token that is refused is not asked to be an environment variable', async () => {
  const { url, ref } = emulator
  const project = connectProject({ token: 'sbp_x', ref, endpoint: url, pace: idlePace() })
  const { message } = await refusalOf(project.deployFunction(classTracking))
  expect(message).toMatch(/^Supabase refuses the access token\. .* as accessToken\.$/)
  expect(message).not.toMatch(/SUPABASE_|check/)
})

test.each([
  ['lost-before', 1],
  ['lost-after', 2],
  [429, 1],
  [500, 1],
] as const)('a deployment that met %s is tried again', async (kind, version) => {
  emulator.fail({ method: 'POST', path: /deploy/, kind })
  expect(await connect().deployFunction(classTracking)).toMatchObject({ version })
  expect(await connect().functionBySlug('class-tracking')).toMatchObject({ version })
})

test('a removal whose answer was lost is done', async () => {
  await connect().deployFunction(classTracking)
  emulator.fail({ method: 'DELETE', path: /functions/, kind: 'lost-after' })
  await connect().deleteFunction('class-tracking')
  expect(await connect().functionBySlug('class-tracking')).toBeUndefined()
})

test('when it stays down, the next step is that of a deployment', async () => {
  emulator.fail({ method: 'POST', path: /deploy/, kind: 500, lasts: true })
  const { message } = await refusalOf(connect().deployFunction(classTracking))
  expect(message).toMatch(/answers 500 at every try\. .* run the deployment again later\.$/)
})

test('what Supabase says of the code is told on one line, without the token', async () => {
  const said = `Failed to bundle the function (reason: The module's source\ncode could not be parsed ${emulator.token})`
  const { project, server } = await answering({ status: 400, body: { message: said } })
  expect((await refusalOf(project.deployFunction(classTracking))).message).toMatch(
    /^Supabase does not take the edge function class-tracking \(status 400\): Failed to bundle .* source code could not be parsed …\)\. Correct the function/,
  )
  expect(server.asked).toEqual([
    `POST /v1/projects/${emulator.ref}/functions/deploy?slug=class-tracking`,
  ])
})

test('a plan that has no room for another function is named', async () => {
  const body = { message: 'Max number of functions reached for project (100)' }
  const { project } = await answering({ status: 402, body })
  expect((await refusalOf(project.deployFunction(classTracking))).problem).toMatchObject({
    kind: 'plan',
    reason: expect.stringMatching(/no room for the edge function class-tracking: Max number/),
  })
})

test('a paused project is said to be paused', async () => {
  const { project } = await answering({ status: 400, body: { message: 'Project x is paused' } })
  expect((await refusalOf(project.deployFunction(classTracking))).problem.kind).toBe('paused')
})

test('an answer that is otherwise than described is none', async () => {
  const { project } = await answering({ status: 201, body: { slug: 'class-tracking' } })
  expect((await refusalOf(project.deployFunction(classTracking))).problem.kind).toBe('malformed')
})

test('a cancelled deployment goes no further', async () => {
  const { message } = await refusalOf(
    connect({ signal: AbortSignal.abort() }).deployFunction(classTracking),
  )
  expect(message).toBe('The call to Supabase was cancelled. Run the deployment again.')
  expect(emulator.calls).toEqual([])
})
