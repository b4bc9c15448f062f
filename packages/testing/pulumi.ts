import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  type ConfigValue,
  LocalWorkspace,
  type ProjectSettings,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from '@pulumi/pulumi/automation/index.js'
import { pulumiCommand } from './pulumi-command.ts'

export { needsPulumi, pulumiCommand } from './pulumi-command.ts'

/** A provider that the engine starts from a folder, which holds its `pulumi-resource-<name>`. */
export type PluginFolder = { name: string; path: string; version?: string }

export type StackOptions = {
  /** What `pulumi up` runs; it is given its configuration as a program of its own would be. */
  program: PulumiFn
  providers?: PluginFolder[]
  /** By `<project>:<key>` or `<provider>:<key>`. Plain text is no secret. */
  config?: Record<string, string | ConfigValue>
  /** Beyond what this process has. */
  env?: Record<string, string>
  /** `rollcall` unless given. */
  project?: string
  /** `test` unless given. */
  name?: string
}

export type TestStack = AsyncDisposable & {
  /** Of the Automation API: `preview`, `up`, `refresh`, `import`, `destroy` and what else there is. */
  stack: Stack
  /** Where everything of it lies: `program` (the project), `state` (the backend) and Pulumi's home. */
  folder: string
  /** The CLI with a stack of this environment and of the folder `program`, as a process of one's own starts it. */
  command: string
  env: Record<string, string>
  /** All that is written of it on the disk, as text: state, history, settings. What is encrypted stays so. */
  stored(): Promise<string>
  /**
   * Kills the engine that is at work, as a machine that fails would, and with it the providers; its
   * lock stays until `stack.cancel()`.
   */
  kill(): void
  /** Removes the folder, and no resource. */
  remove(): Promise<void>
}

/** What stands in for the Terraform bridge, and with it for the official provider of Supabase. */
export const terraformBridge: PluginFolder = {
  name: 'terraform-provider',
  version: '1.0.2',
  path: fileURLToPath(new URL('terraform/bin', import.meta.url)),
}

/**
 * A stack of the real engine, whose program runs in this process. It has a folder of its own for its
 * state, its home and its project, and downloads nothing. Whoever asks for it removes it, or says
 * `await using`.
 * @throws Error when there is no CLI.
 */
export async function pulumiStack(options: StackOptions): Promise<TestStack> {
  const command = pulumiCommand()
  if (!command)
    throw new Error('pulumiStack needs the Pulumi CLI: name its folder in ROLLCALL_PULUMI.')
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-pulumi-'))
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const env = environmentIn(folder, options.env)
    const stack = await stackIn(folder, command, env, options)
    const stored = async () =>
      (await textIn(join(folder, 'state'))) + (await textIn(join(folder, 'program')))
    const kill = () => void process.kill(Number(readFileSync(join(folder, 'pid'))), 'SIGKILL')
    return { stack, folder, command, env, stored, kill, remove, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function stackIn(
  folder: string,
  command: string,
  env: Record<string, string>,
  { program, providers = [], config = {}, project = 'rollcall', name = 'test' }: StackOptions,
): Promise<Stack> {
  for (const part of ['home/bin', 'state', 'program']) {
    await mkdir(join(folder, part), { recursive: true })
  }
  // Where the Automation API looks for it in a root. It tells who it is, to be killed by.
  const start = `#!/bin/sh\necho $$ >'${join(folder, 'pid')}'\nexec '${command}' "$@"\n`
  await writeFile(join(folder, 'home', 'bin', 'pulumi'), start, { mode: 0o755 })
  const settings: ProjectSettings & { plugins: { providers: PluginFolder[] } } = {
    name: project,
    runtime: 'nodejs',
    plugins: { providers },
  }
  const stack = await LocalWorkspace.createStack(
    { stackName: name, projectName: project, program },
    {
      workDir: join(folder, 'program'),
      pulumiHome: join(folder, 'home'),
      pulumiCommand: await PulumiCommand.get({ root: join(folder, 'home') }),
      projectSettings: settings,
      envVars: env,
    },
  )
  const values = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === 'string' ? { value } : value,
  ])
  if (values.length > 0) await stack.setAllConfig(Object.fromEntries(values))
  return stack
}

function environmentIn(folder: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    PULUMI_HOME: join(folder, 'home'),
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, 'state')).href,
    PULUMI_CONFIG_PASSPHRASE: 'a passphrase of the tests',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    // Whoever runs the tests may have some that open a real project.
    SUPABASE_ACCESS_TOKEN: '',
    SUPABASE_API_ENDPOINT: '',
    ...more,
  }
}

async function textIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}
