import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPlatform } from '@rollcall/testing/platform'
import { needsPulumi, pulumiCommand, pulumiStack, type TestStack } from '@rollcall/testing/pulumi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdgeFunction, Provider } from '../index.ts'

const providers = [{ name: 'rollcall', path: fileURLToPath(new URL('../bin', import.meta.url)) }]

describe.skipIf(!pulumiCommand())(needsPulumi('an edge function in the real engine'), () => {
  let platform: Awaited<ReturnType<typeof startPlatform>>
  let tested: TestStack
  let folder = ''
  let program = { entrypoint: '', verifyJwt: false }
  let importedAs: string | undefined

  /** The function of a checkout of its own. @returns the absolute path of its entry point. */
  async function checkout(name: string, greeting = 'Hola'): Promise<string> {
    const entrypoint = join(folder, name, 'functions/class-tracking/index.ts')
    await mkdir(dirname(entrypoint), { recursive: true })
    await writeFile(join(folder, name, 'Pulumi.yaml'), 'name: school\n')
    await writeFile(entrypoint, `Deno.serve(() => new Response(${JSON.stringify(greeting)}))\n`)
    return entrypoint
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-functions-'))
    platform = await startPlatform()
    program.entrypoint = await checkout('one')
    tested = await pulumiStack({
      providers,
      program: async () => {
        const { ref, token, url } = platform
        const access = { projectRef: ref, accessToken: token, endpoint: url }
        const provider = new Provider('rollcall', access)
        const slug = 'class-tracking'
        const options = { provider, ...(importedAs ? { import: importedAs } : {}) }
        const made = new EdgeFunction('class-tracking', { slug, ...program }, options)
        return { url: made.url, version: made.version, contentHash: made.contentHash }
      },
    })
  })
  afterAll(async () => {
    await tested?.remove()
    await platform?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const functions = (path: string, init: RequestInit = {}) =>
    fetch(`${platform.url}/v1/projects/${platform.ref}/functions${path}`, {
      ...init,
      headers: { authorization: `Bearer ${platform.token}` },
    })
  const told = async () => (await functions('/class-tracking')).json() as Promise<object>
  const writes = () => platform.calls.filter(({ method }) => method !== 'GET').length

  test('a preview touches nothing, up deploys it, and a second one changes nothing', async () => {
    expect((await tested.stack.preview()).changeSummary).toEqual({ create: 3 })
    expect(writes()).toBe(0)
    const { outputs, summary } = await tested.stack.up()
    expect(summary.resourceChanges).toEqual({ create: 3 })
    expect(outputs.url?.value).toMatch(/\/functions\/v1\/class-tracking$/)
    expect(await told()).toMatchObject({ version: 1, verify_jwt: false })
    expect((await tested.stack.up()).summary.resourceChanges).toEqual({ same: 3 })
    expect(writes()).toBe(1)
  })

  test('a checkout elsewhere is the same function, and other code shows in a preview', async () => {
    program = { ...program, entrypoint: await checkout('two') }
    const again = await tested.stack.up({ refresh: true })
    expect(again.summary.resourceChanges).toEqual({ same: 3 })
    // And so is a path from the program's folder.
    const relative = 'functions/class-tracking/index.ts'
    await cp(dirname(program.entrypoint), join(tested.folder, 'program', dirname(relative)), {
      recursive: true,
    })
    program = { ...program, entrypoint: relative }
    expect((await tested.stack.preview()).changeSummary).toEqual({ same: 3 })

    program = { ...program, entrypoint: await checkout('two', 'Hello') }
    const { changeSummary, stdout } = await tested.stack.preview({ diff: true })
    expect(changeSummary).toEqual({ update: 1, same: 2 })
    expect(stdout).toMatch(/contentHash/)
    const { outputs } = await tested.stack.up()
    expect(outputs.version?.value).toBe(2)
  })

  test('what was deployed by hand is seen by refresh and put right by up', async () => {
    const form = new FormData()
    form.append('metadata', '{"entrypoint_path":"index.ts","verify_jwt":true}')
    form.append('file', new Blob(['1']), 'index.ts')
    await functions('/deploy?slug=class-tracking', { method: 'POST', body: form })
    expect((await tested.stack.refresh()).summary.resourceChanges).toEqual({ update: 1, same: 2 })
    const { stdout } = await tested.stack.preview({ diff: true })
    expect(stdout).toMatch(/version 3 \(ACTIVE\), which this stack did not deploy/)
    expect(stdout).toMatch(/verifyJwt/)
    await tested.stack.up()
    expect(await told()).toMatchObject({ version: 4, verify_jwt: false })
    expect((await tested.stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 3 })
  })

  test('one that was removed by hand is deployed again', async () => {
    await functions('/class-tracking', { method: 'DELETE' })
    await tested.stack.refresh()
    expect((await tested.stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 2 })
    expect(await told()).toMatchObject({ status: 'ACTIVE' })
  })

  test('a mistake in the code stops the preview, and names the property, the file and the line', async () => {
    const entrypoint = await checkout('broken')
    await writeFile(entrypoint, 'const a = 1\nimport "./absent.ts"\n')
    const before = program
    program = { ...program, entrypoint }
    await expect(tested.stack.preview()).rejects.toThrow(
      /entrypoint.*index\.ts:2: Could not resolve "\.\/absent\.ts"/s,
    )
    program = before
  })

  test('destroy removes it, and no token is stored in clear', async () => {
    const stored = await tested.stored()
    expect(stored).toContain('rollcall:index:EdgeFunction')
    expect(stored).not.toContain(platform.token)
    expect(stored).not.toContain(join(folder, 'two'))
    await tested.stack.destroy()
    expect((await functions('/class-tracking')).status).toBe(404)
  })

  test('one that is there is imported by its slug, and then what the program has is deployed', async () => {
    const form = new FormData()
    form.append('metadata', '{"entrypoint_path":"index.ts"}')
    form.append('file', new Blob(['1']), 'index.ts')
    await functions('/deploy?slug=class-tracking', { method: 'POST', body: form })
    importedAs = 'class-tracking'
    const { summary } = await tested.stack.up()
    expect(summary.resourceChanges).toEqual({ create: 2, import: 1, update: 1 })
    importedAs = undefined
    expect(await told()).toMatchObject({ version: 2, verify_jwt: false })
    expect((await tested.stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 3 })
  })
})
