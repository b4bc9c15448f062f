import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
    if (await isAbandoned(home)) await removeHome(home)
  }
}

/** Kills whatever server still runs in the folder and removes it. */
export async function removeHome(home: string) {
  const postmaster = await firstNumber(join(home, 'data', 'postmaster.pid'))
  if (postmaster !== undefined && isAlive(postmaster)) {
    signal(postmaster, 'SIGQUIT')
    await gone(postmaster)
  }
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** A folder without a readable owner is being made or removed by somebody else: not ours to touch. */
async function isAbandoned(home: string): Promise<boolean> {
  const owner = await firstNumber(join(home, 'owner'))
  return owner !== undefined && !isAlive(owner)
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
