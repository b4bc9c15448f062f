import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  access,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { pulumiCommand } from './pulumi-command.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const artifacts = join(root, 'packages', 'testing', 'artifacts')
const pulumiAction = join(root, 'packages', 'testing', 'pulumi-action')
const languageHost = join(root, 'packages', 'testing', 'language-host', 'bin')

/** Where `act` is, which runs workflows on this machine; undefined where it isn't installed. */
export async function findAct(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, 'act')
    if (await isThere(file)) return file
  }
  return undefined
}

export type Runner = {
  /** Of the copy of this repository, in which a test may put files of its own. */
  folder: string
  /** Runs a workflow as if a person had started it, or its schedule; answers the exit code and the log. */
  run(workflow: string, options?: RunOptions): Promise<{ code: number; log: string }>
  remove(): Promise<void>
}

type RunOptions = {
  event?: 'workflow_dispatch' | 'schedule' | 'pull_request'
  /** What GitHub tells of the event. */
  payload?: object
  inputs?: Record<string, string>
  secrets?: Record<string, string>
  variables?: Record<string, string>
  /** What the runner and not the workflow sets, such as GITHUB_API_URL. */
  environment?: Record<string, string>
}

/**
 * A copy of this repository whose workflows `act` runs without containers and without a network.
 * Uploading and downloading artifacts and installing Pulumi are stood in for; `queue` is left out, because act 0.2.82
 * refuses it; what npm has installed is shared.
 */
export async function copyForAct(act: string): Promise<Runner> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-act-'))
  const copy = join(home, 'repository')
  await copyTree(copy)
  return {
    folder: copy,
    run: (workflow, options = {}) => start(act, home, copy, workflow, options),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

async function start(
  act: string,
  home: string,
  copy: string,
  workflow: string,
  {
    event = 'workflow_dispatch',
    payload = {},
    inputs = {},
    secrets = {},
    variables = {},
    environment = {},
  }: RunOptions,
) {
  const handedOver = await mkdtemp(join(home, 'artifacts-'))
  const told = join(handedOver, 'event.json')
  if (event === 'pull_request') await writeFile(told, JSON.stringify(payload))
  const actions = await standIns(copy)
  const child = spawn(
    act,
    [
      event,
      ...['--workflows', join('.github', 'workflows', workflow)],
      ...['--platform', 'ubuntu-24.04=-self-hosted', '--action-offline-mode'],
      ...(event === 'pull_request' ? ['--eventpath', told] : []),
      ...pairs('--input', inputs),
      ...pairs('--var', variables),
      // Without a value act takes it from the environment, where nobody else can see it.
      ...Object.keys(secrets).flatMap((name) => ['--secret', name]),
      ...pairs('--env', {
        ARTIFACTS: handedOver,
        PULUMI_FOLDERS: pulumiFolders(),
        // What is installed is shared: `npm ci` in the copy would empty it through the link.
        npm_config_dry_run: 'true',
        ...environment,
      }),
      ...actions.flatMap(({ action, folder }) => ['--local-repository', `${action}=${folder}`]),
    ],
    {
      cwd: copy,
      env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, ...secrets },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code: code as number, log: out + err }
}

function pairs(option: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
}

/** The actions of others as the workflows pin them, and what stands in for each. */
async function standIns(copy: string) {
  const read = (name: string) => readFile(join(copy, '.github', 'workflows', name), 'utf8')
  const workflows = [await read('checklist.yml'), await read('deploy.yml')].join('\n')
  const used = workflows.matchAll(
    /uses: ((?:actions\/(upload|download)-artifact|pulumi\/actions)@[0-9a-f]{40})/g,
  )
  const folders = [...used].map(([, action = '', what]): [string, string] => [
    action,
    what ? join(artifacts, what) : pulumiAction,
  ])
  return [...new Map(folders)].map(([action, folder]) => ({ action, folder }))
}

/** Where the engine is, and what runs its programs; empty without an engine. */
function pulumiFolders(): string {
  const command = pulumiCommand()
  return command ? [dirname(command), languageHost].join(delimiter) : ''
}

/** What git would commit of the working tree, in a repository of its own. */
async function copyTree(copy: string) {
  const listed = await git(root, 'ls-files', '--cached', '--others', '--exclude-standard', '-z')
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    const [from, to] = [join(root, file), join(copy, file)]
    if (!(await isThere(from))) continue
    await mkdir(dirname(to), { recursive: true })
    if (/^\.github\/workflows\/.*\.yml$/.test(file)) await copyWorkflow(from, to)
    else await copyFile(from, to)
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await git(copy, 'init', '--quiet', '--initial-branch', 'main')
  await git(copy, 'remote', 'add', 'origin', 'https://github.com/school/rollcall.git')
  await git(copy, 'add', '.github')
  const author = ['-c', 'user.name=Rollcall', '-c', 'user.email=rollcall@example.com']
  await git(copy, ...author, 'commit', '--quiet', '--message', 'Workflows')
}

async function copyWorkflow(from: string, to: string) {
  const workflow = await readFile(from, 'utf8')
  await writeFile(to, workflow.replaceAll(/^ *queue: max\n/gm, ''))
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const child = spawn('git', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${err}`)
  return out
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
