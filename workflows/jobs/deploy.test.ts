import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'
import { defaultConfig } from '@rollcall/core'
import { Provider, VaultSecret } from '@rollcall/provider'
import { installVault, scratchDatabase, testNow } from '@rollcall/testing'
import { needsPulumi, pulumiCommand, pulumiStack, type TestStack } from '@rollcall/testing/pulumi'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { lookForDrift } from './deploy-drift.ts'
import { previewDeployment } from './deploy-preview.ts'
import { deployStack } from './deploy-up.ts'
import { startJob } from './start-job.ts'

describe('the job deploy', () => {
  test('does nothing without a stack, ends green and says why', async () => {
    const { code, log, outputs, summary } = await startJob('deploy', { WHAT: 'drift' })
    expect(code, log).toBe(0)
    expect(outputs.state).toBe('skipped')
    expect(summary).toContain('The variable PULUMI_STACK is not set')
  })

  test('takes no WHAT that it does not know', async () => {
    const { code, log } = await startJob('deploy', { WHAT: 'destroy', PULUMI_STACK: 'production' })
    expect(code).toBe(2)
    expect(log).toContain('WHAT is "destroy", and must be preview, up or drift')
  })

  test.each([
    [
      'a fork',
      { HEAD_REPOSITORY: 'somebody/rollcall', PULUMI_ACCESS_TOKEN: 'pul-1' },
      'another repository',
    ],
    ['no secrets', { HEAD_REPOSITORY: 'school/rollcall' }, 'Neither PULUMI_BACKEND_URL nor'],
  ])('previews nothing for %s, ends green and says why', async (_what, given, why) => {
    const { code, log, outputs } = await startJob('deploy', {
      WHAT: 'preview',
      PULUMI_STACK: 'production',
      GITHUB_REPOSITORY: 'school/rollcall',
      ...given,
    })
    expect(code, log).toBe(0)
    expect(outputs.state).toBe('blind')
    expect(log).toContain(why)
  })

  test('without the CLI the preview is red, and drift is not known', async () => {
    const given = { PULUMI_STACK: 'production', PULUMI_BACKEND_URL: 'file:///nowhere' }
    const preview = await startJob('deploy', { ...given, WHAT: 'preview', PATH: '/bin' })
    expect(preview.code).toBe(2)
    expect(preview.outputs.state).toBe('failed')
    expect(preview.log).toContain('The Pulumi CLI is not on the PATH. Install it')
    const drift = await startJob('deploy', { ...given, WHAT: 'drift', PATH: '/bin' })
    expect(drift.code).toBe(2)
    expect(drift.outputs.state).toBe('blind')
    expect(JSON.parse(drift.results).verdicts).toMatchObject([
      {
        check: 'infrastructure-drift',
        state: 'unknown',
        reason: 'The Pulumi CLI is not on the PATH',
      },
    ])
  })
})

describe.skipIf(!pulumiCommand())(needsPulumi('a stack that jobs deploy'), () => {
  const database = scratchDatabase()
  const secrets: Record<string, string> = { first: 'the first secret', second: 'the second secret' }
  let told: TestStack
  let folder: string
  let before: string
  const summaryFile = () => join(folder, 'summary')

  beforeAll(async () => {
    await installVault(database.session)
    told = await pulumiStack({
      providers: [
        {
          name: 'rollcall',
          path: dirname(fileURLToPath(import.meta.resolve('@rollcall/provider'))).concat('/bin'),
        },
      ],
      program: async () => {
        const provider = new Provider('rollcall', { databaseUrl: pulumi.secret(database.url) })
        for (const [name, value] of Object.entries(secrets)) {
          new VaultSecret(name, { name, value }, { provider })
        }
      },
    })
    folder = await mkdtemp(join(tmpdir(), 'rollcall-deploy-'))
    before = process.cwd()
    process.chdir(folder)
  })
  afterAll(async () => {
    process.chdir(before)
    await told?.remove()
    await rm(folder, { recursive: true })
  })

  let log = ''
  beforeEach(async () => {
    await writeFile(summaryFile(), '')
    await writeFile(join(folder, 'output'), '')
    vi.stubEnv('GITHUB_STEP_SUMMARY', summaryFile())
    vi.stubEnv('GITHUB_OUTPUT', join(folder, 'output'))
    vi.stubEnv('PULUMI_BACKEND_URL', 'file:///where-it-is')
    log = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      if (!String(text).startsWith('::add-mask::')) log += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  const infrastructure = { stack: 'production', open: async () => told.stack }
  const settings = { config: defaultConfig, configured: true, json: false, now: testNow }
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  const query = (sql: string) => database.session.query(sql)
  /** Everything that anybody can read of a job. */
  const public_ = async () =>
    [
      log,
      await read('summary'),
      await read('preview.json'),
      await read('results.json').catch(() => ''),
    ].join()

  test('is previewed, deployed, and then there is nothing to do', async () => {
    expect(await previewDeployment(infrastructure)).toBe(0)
    expect(await read('output')).toContain('changes')
    expect(JSON.parse(await read('preview.json'))).toMatchObject({
      state: 'changes',
      stack: 'production',
      changes: expect.arrayContaining([
        expect.objectContaining({ name: 'first', operation: 'create' }),
      ]),
    })
    expect(await read('summary')).toContain('| to create | `rollcall:index:VaultSecret` `first` |')
    expect(await deployStack(infrastructure)).toBe(0)
    expect(log).toContain('production: 4 changes: 4 create.')
    await writeFile(join(folder, 'output'), '')
    expect(await previewDeployment(infrastructure)).toBe(0)
    expect(await read('output')).toContain('same')
    expect(await public_()).not.toMatch(/(first|second) secret/)
  })

  test('tells of a secret that somebody changed by its place alone, and keeps the run', async () => {
    await query("delete from vault.secrets where name = 'first'")
    await query(
      "select vault.update_secret(id, 'by hand') from vault.secrets where name = 'second'",
    )
    expect(await lookForDrift({ ...settings, databaseUrl: database.url }, infrastructure)).toBe(0)
    expect(await read('output')).toContain('findings')
    const { run, verdicts } = JSON.parse(await read('results.json'))
    expect(run.checklist).toBe('infrastructure-drift')
    expect(verdicts).toMatchObject([
      {
        state: 'fail',
        severity: 'error',
        findings: [
          { key: 'resource/rollcall:index:VaultSecret/first', severity: 'error' },
          {
            key: 'resource/rollcall:index:VaultSecret/second',
            severity: 'warning',
            detail: expect.stringContaining('changed outside of the program in value:'),
          },
        ],
        evidence: { examined: 2, stack: 'production', gone: 1, changed: 1, undeployed: 0 },
      },
    ])
    expect(await public_()).not.toMatch(/by hand|(first|second) secret|postgres(ql)?:\/\//)
    const { rows } = await query('select checklist from rollcall.runs')
    expect(rows).toEqual([{ checklist: 'infrastructure-drift' }])

    expect(await deployStack(infrastructure)).toBe(0)
    expect(await lookForDrift(settings, infrastructure)).toBe(0)
    expect(JSON.parse(await read('results.json')).verdicts).toMatchObject([
      { state: 'pass', evidence: { examined: 2 } },
    ])
  })

  test('is red when it can not be deployed, and says what was done before, and no secret', async () => {
    await query(
      "select vault.update_secret(id, 'by hand') from vault.secrets where name = 'second'",
    )
    secrets.third = 'the third secret'
    await query(`
      create function public.refuse() returns trigger language plpgsql as $$
        begin raise 'it holds postgresql://owner and the rest'; end $$;
      create trigger refuse before insert on vault.secrets for each row execute function public.refuse()`)
    expect(await deployStack(infrastructure)).toBe(2)
    expect(log).toContain('The engine failed at rollcall:index:VaultSecret third')
    const summary = await read('summary')
    expect(summary).toContain('Before that: 1 change: 1 update.')
    expect(summary).toContain('`rollcall:index:VaultSecret` `third`: ')
    expect(await public_()).not.toMatch(/by hand|(second|third) secret/)
  })
})
