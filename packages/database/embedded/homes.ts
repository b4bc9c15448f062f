import { spawnSync } from 'node:child_process'
import { chown, lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { nobody } from './binaries.ts'

const prefix = 'rollcall-postgres-'

/** A new folder for one embedded server, marked with the process that owns it. */
export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), prefix))
  await writeFile(join(home, 'owner'), String(process.pid))
  return home
}

/** Lets the unprivileged user that the server runs as into its folder. */
export async function giveTo(home: string, user?: { uid: number; gid: number }) {
  if (user) await chown(home, user.uid, user.gid)
}

/** Stops the servers and removes the folders of runs that ended without cleaning up. */
export async function sweepHomes() {
  const names = await readdir(tmpdir())
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const home = join(tmpdir(), name)
    if ((await isOurs(home)) && (await isAbandoned(home))) await removeHome(home)
  }
}

/** Kills whatever server still runs in the folder and removes it. */
export async function removeHome(home: string) {
  const postmaster = await firstNumber(join(home, 'data', 'postmaster.pid'))
  if (postmaster !== undefined && isAlive(postmaster) && (await servesFrom(home, postmaster))) {
    signal(postmaster, 'SIGQUIT')
    await gone(postmaster)
  }
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** Everybody may make such a folder among temporary files; only our own is taken at its word. */
async function isOurs(home: string): Promise<boolean> {
  const made = await lstat(home).catch(() => undefined)
  const own = process.getuid?.()
  if (own === undefined || made === undefined) return made !== undefined
  return made.isDirectory() && (made.uid === own || (own === 0 && made.uid === nobody.uid))
}

/** A folder without a readable owner is being made or removed by somebody else: not ours to touch. */
async function isAbandoned(home: string): Promise<boolean> {
  const owner = await firstNumber(join(home, 'owner'))
  return owner !== undefined && !isAlive(owner)
}

/** Whether a process is the server of this folder: its number may long belong to another program. */
async function servesFrom(home: string, pid: number): Promise<boolean> {
  if (platform() === 'win32') return true
  const command =
    platform() === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return command.includes(join(home, 'data'))
}

async function firstNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const number = Number.parseInt(text, 10)
  return Number.isInteger(number) ? number : undefined
}

function isAlive(pid: number): boolean {
  return signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function gone(pid: number) {
  for (let waited = 0; waited < 5_000 && isAlive(pid); waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  if (isAlive(pid)) signal(pid, 'SIGKILL')
}
