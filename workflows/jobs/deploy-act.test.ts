import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Octokit } from '@octokit/rest'
import { installVault, scratchDatabase, testNow } from '@rollcall/testing'
import { copyForAct, findAct, type Runner } from '@rollcall/testing/act'
import { startGitHub } from '@rollcall/testing/github'
import { needsPulumi, pulumiCommand } from '@rollcall/testing/pulumi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const act = await findAct()
const title = act
  ? needsPulumi('deploy.yml on a runner')
  : 'deploy.yml (skipped: there is no act on the PATH)'

/** What a school could have of its own in infra/index.ts: two secrets in the database's vault. */
const program = `
import * as pulumi from '@pulumi/pulumi'
import { Provider, VaultSecret } from '@rollcall/provider'

export default async () => {
  const config = new pulumi.Config()
  const provider = new Provider('rollcall', { databaseUrl: config.requireSecret('databaseUrl') })
  for (const name of ['first', 'second']) {
    new VaultSecret(name, { name, value: config.requireSecret(name) }, { provider })
  }
}
`

describe.skipIf(!act || !pulumiCommand())(title, { timeout: 300_000 }, () => {
  const database = scratchDatabase()
  let github: Awaited<ReturnType<typeof startGitHub>>
  let runner: Runner
  let state: string
  let hours = 0

  beforeAll(async () => {
    await installVault(database.session)
    github = await startGitHub()
    runner = await copyForAct(act as string)
    state = await mkdtemp(join(tmpdir(), 'rollcall-state-'))
    await writeFile(join(runner.folder, 'infra', 'index.ts'), program)
    await pulumi('stack', 'init', 'production')
    const secrets = {
      databaseUrl: database.url,
      first: 'the first secret of all',
      second: 'the second',
    }
    const pairs = Object.entries(secrets).flatMap(([key, value]) => ['--secret', `${key}=${value}`])
    await pulumi('config', 'set-all', '--stack', 'production', ...pairs)
  })
  afterAll(async () => {
    await runner?.remove()
    await github?.stop()
    if (state) await rm(state, { recursive: true })
  })

  const passphrase = 'a passphrase of the tests'
  const backend = () => pathToFileURL(state).href
  const pulumi = (...words: string[]) =>
    promisify(execFile)(pulumiCommand() as string, [...words, '--non-interactive'], {
      cwd: join(runner.folder, 'infra'),
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: backend(),
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        PULUMI_SKIP_UPDATE_CHECK: 'true',
      },
    })

  async function run(options: Parameters<Runner['run']>[1], ends = 0): Promise<string> {
    const { code, log } = await runner.run('deploy.yml', {
      secrets: { GITHUB_TOKEN: github.tokens.actions, PULUMI_CONFIG_PASSPHRASE: passphrase },
      variables: { PULUMI_STACK: 'production', PULUMI_BACKEND_URL: backend() },
      environment: {
        ROLLCALL_NOW: new Date(Date.parse(testNow) + hours++ * 3_600_000).toISOString(),
        GITHUB_API_URL: github.url,
      },
      ...options,
    })
    expect(code, log).toBe(ends)
    return log
  }
  const issues = async () =>
    (await github.issues())
      .filter(({ body }) => body.startsWith('<!-- rollcall fp=production/infrastructure-drift '))
      .map(({ state, body }) => ({ state, body }))
  const kept = async () =>
    (await database.session.query('select name from vault.secrets order by name')).rows

  test('a pull request is told once what it deploys, and nothing is deployed', async () => {
    const teacher = new Octokit({ auth: github.tokens.teacher, baseUrl: github.url })
    const [owner = '', repo = ''] = github.repository.split('/')
    const asked = { owner, repo, title: 'A change', head: 'topic', base: 'main' }
    const { number } = (await teacher.rest.pulls.create(asked)).data
    const payload = { pull_request: { number, head: { repo: { full_name: github.repository } } } }
    await run({ event: 'pull_request', payload })
    await run({ event: 'pull_request', payload })
    const [told] = (await github.issues()).filter((each) => each.number === number)
    expect(told?.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('| to create | `rollcall:index:VaultSecret` `first` |'),
    ])
    expect(await kept()).toEqual([])
  })

  test('main is deployed; what somebody changes opens an issue, which closes when it is mended', async () => {
    await run({ inputs: { what: 'up' } })
    expect(await kept()).toEqual([{ name: 'first' }, { name: 'second' }])
    await run({ event: 'schedule' })
    expect(await issues()).toEqual([])

    await database.session.query("delete from vault.secrets where name = 'first'")
    await run({ event: 'schedule' })
    const [issue] = await issues()
    expect(issue).toMatchObject({ state: 'open' })
    expect(issue?.body).toContain('resource/rollcall:index:VaultSecret/first')
    expect(issue?.body).not.toMatch(/the first secret|postgres(ql)?:\/\//)

    await run({ inputs: { what: 'up' } })
    await run({ inputs: { what: 'drift' } })
    expect(await issues()).toMatchObject([{ state: 'closed' }])
  })

  test('with another passphrase it can not look: the job is red and says why', async () => {
    const secrets = { GITHUB_TOKEN: github.tokens.actions, PULUMI_CONFIG_PASSPHRASE: 'another' }
    const before = await issues()
    const log = await run({ event: 'schedule', secrets }, 1)
    expect(log).toContain('PULUMI_CONFIG_PASSPHRASE is not the passphrase of the stack')
    expect(await issues()).toEqual(before)
  })

  test('without a stack nothing is done, and everything is green', async () => {
    const calls = github.calls.length
    const log = await run({ event: 'schedule', variables: {} })
    expect(log).toContain('The variable PULUMI_STACK is not set')
    expect(github.calls.length).toBe(calls)
  })
})
