import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWorkflowFiles } from '@rollcall/github'
import { runRollcall, scratchDatabase } from '@rollcall/testing'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doctorCode, type Item } from './item.ts'
import { workflowFolder } from './surroundings.ts'

const database = scratchDatabase()
let server: Awaited<ReturnType<typeof startGitHub>>
let folder = ''
beforeAll(async () => {
  server = await startGitHub()
  folder = await mkdtemp(join(tmpdir(), 'rollcall-doctor-'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

async function run(args: string[], environment: Record<string, string> = {}) {
  const { code, out, err } = await runRollcall(['doctor', '--json', ...args], environment)
  const { items } = JSON.parse(out) as { items: Item[] }
  return { code, out, err, items: new Map(items.map((each) => [each.item, each])) }
}

async function config(text: string): Promise<string> {
  const file = join(folder, 'rollcall.config.json')
  await writeFile(file, text)
  return file
}

test('looks at all three sections, and names the secrets that the workflow files use', async () => {
  const files = await readWorkflowFiles(workflowFolder)
  server.workflows.set(files.map(({ file }) => ({ file })))
  const environment = {
    DATABASE_URL: database.url,
    GITHUB_TOKEN: server.tokens.owner,
    GITHUB_REPOSITORY: server.repository,
    GITHUB_API_URL: server.url,
  }
  const school = await config('{ "school": { "timezone": "UTC" } }')
  const { code, items, out, err } = await run(['--config', school], environment)
  expect(new Set([...items.values()].map(({ section }) => section))).toEqual(
    new Set(['configuration', 'database', 'repository']),
  )
  expect(items.get('time zone in the database')).toMatchObject({ state: 'ok' })
  expect(items.get('secret DATABASE_URL')).toMatchObject({ state: 'missing' })
  expect(items.get('environment remedies')).toMatchObject({ state: 'missing' })
  for (const { file } of files) expect(items.get(`workflow ${file}`)).toMatchObject({ state: 'ok' })
  for (const item of items.values()) {
    expect(item).toEqual({
      section: expect.any(String),
      item: expect.any(String),
      state: expect.stringMatching(/^(ok|missing|unknown|skipped)$/),
      detail: expect.stringMatching(/\.$/),
      fix: item.state === 'ok' ? null : expect.anything(),
    })
  }
  expect(code).toBe(doctorCode([...items.values()]))
  for (const secret of [server.tokens.owner, database.url]) expect(out + err).not.toContain(secret)
})

test('what is not named is skipped, and said', async () => {
  const { items } = await run([])
  expect(items.get('address')).toMatchObject({ section: 'database', state: 'skipped' })
  expect(items.get('access')).toMatchObject({ section: 'repository', state: 'skipped' })
})

test('a mistake in the configuration or in the name of the repository hides nothing else', async () => {
  const broken = await config('{ "scool": {} }')
  const { code, items } = await run(['--config', broken], {
    DATABASE_URL: database.url,
    GITHUB_TOKEN: 's3cret-word',
    GITHUB_REPOSITORY: 'rollcall',
  })
  expect(items.get('file')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('no setting "scool"'),
  })
  expect(items.get('migrated')).toMatchObject({ state: 'ok' })
  expect(items.get('access')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('is no repository'),
  })
  expect(code).toBe(1)
})

test('tells a person the command that makes what is missing', async () => {
  const { out, code } = await runRollcall(['doctor', '--config', await config('{}')])
  expect(out).toMatch(
    /✖ time zone The zone of the school is not set\.\n {6}In rollcall\.config\.json/,
  )
  expect(out).toMatch(/✖ 1 missing/)
  expect(code).toBe(1)
})

describe('the exit code', () => {
  const item = (state: Item['state']): Item => ({
    section: 'database',
    item: 'a thing',
    state,
    detail: '',
    fix: null,
  })
  test.each([
    [0, ['ok', 'skipped']],
    [1, ['ok', 'missing']],
    [2, ['unknown', 'ok']],
    [2, ['missing', 'unknown']],
  ] as const)('%i for %j', (code, states) => expect(doctorCode(states.map(item))).toBe(code))
})
