import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { withSession } from '../connect.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { giveTo, makeHome, removeHome, sweepHomes } from './homes.ts'
import { supervise } from './supervise.ts'

/** A running server: `url(database)` connects as its owner, `stop()` ends it and removes its files. */
export type EmbeddedServer = { url(database?: string): string; stop(): Promise<void> }

export type ServerOptions = {
  /** Writes through to the disk (for benchmarks); otherwise the files are throw-away. */
  durable?: boolean
  /** Another Postgres than the one that npm brings, by the folder that holds its `bin`. */
  installation?: string
  /** Settings of the server beside or instead of ours, by their names. */
  settings?: Record<string, string>
}

const owner = 'postgres'

/**
 * Starts a Postgres of our own on a free loopback port, with a random password and
 * `pg_stat_statements` loaded. It goes when `stop` is called, when this process exits or gets
 * SIGINT, SIGTERM or SIGHUP; what a killed process leaves behind goes at the next start.
 */
export async function startEmbeddedServer(options: ServerOptions = {}): Promise<EmbeddedServer> {
  await sweepHomes()
  const home = await makeHome()
  try {
    const binaries = await findBinaries(home, options.installation)
    await giveTo(home, binaries.user)
    const password = randomBytes(18).toString('base64url')
    await initialise(binaries, home, password)
    const port = await freePort()
    const child = await start(binaries, home, port, options)
    const stop = supervise(child, home)
    const url = (database = 'postgres') =>
      `postgresql://${owner}:${password}@127.0.0.1:${port}/${database}`
    await Promise.all([url(), url('template1')].map(addExtensions)).catch(async (error) => {
      await stop()
      throw error
    })
    return { url, stop }
  } catch (error) {
    await removeHome(home)
    throw error
  }
}

/** In `template1` every new database inherits them. */
async function addExtensions(url: string) {
  const sql = await readFile(new URL('./extensions.sql', import.meta.url), 'utf8')
  await withSession(url, {}, (session) => session.query(sql))
}

async function initialise(binaries: Binaries, home: string, password: string) {
  const file = join(home, 'password')
  await writeFile(file, password, { mode: 0o600 })
  if (binaries.user) await chown(file, binaries.user.uid, binaries.user.gid)
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${join(home, 'data')}`,
      `--username=${owner}`,
      `--pwfile=${file}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    spawning(binaries, home),
  )
  const said = collect(child)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The embedded Postgres could not be initialised: ${said()}`)
}

async function start(
  binaries: Binaries,
  home: string,
  port: number,
  { durable, settings: others }: ServerOptions,
) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '128MB',
    shared_preload_libraries: 'pg_stat_statements',
    // As on Supabase.
    search_path: '"$user", public, extensions',
    // As on Supabase, whose linter only looks at the schemas that the API serves.
    'pgrst.db_schemas': 'public,graphql_public',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...others,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(
    binaries.postgres,
    ['-D', join(home, 'data'), ...flags],
    spawning(binaries, home),
  )
  const said = collect(child)
  await ready(child, said)
  return child
}

/** Nothing of the caller's environment (PGDATA, PGPORT …) may reach the server. */
function spawning(binaries: Binaries, home: string) {
  const env = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    LC_ALL: 'C',
    TZ: 'UTC',
  }
  return {
    ...binaries.user,
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text.trim().replaceAll('\n', ' | ')
}

/** Resolves when the server says that it accepts connections; rejects with its words if it ends. */
function ready(child: ChildProcess, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = () => {
      if (said().includes('ready to accept connections')) settle(resolve)
    }
    const fail = () =>
      settle(() => reject(new Error(`The embedded Postgres did not start: ${said()}`)))
    const settle = (then: () => void) => {
      child.stderr?.off('data', listen)
      child.off('close', fail).off('error', fail)
      then()
    }
    child.stderr?.on('data', listen)
    child.on('close', fail).on('error', fail)
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
