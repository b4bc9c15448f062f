import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { type Session, withSession } from '@rollcall/database'

/**
 * Kills an embedded server with all its processes by SIGKILL and starts it again on the files it
 * left, at the same address. Whoever started it still stops it and removes its files.
 * @param server its own database, as its owner.
 * @returns what the server said on its way up, one line after the other.
 * @throws Error with the server's words when it doesn't come up.
 */
export async function crashAndRestart(server: string): Promise<string> {
  const command = await withSession(server, {}, async (session) => {
    const running = await commandOf(session)
    await kill(session)
    return running
  })
  for (;;) {
    const { isUp, said } = await start(command)
    if (isUp) return said
    // The processes that were killed may take a moment to let go of their files and memory.
    if (!/lock file .* already exists|is still in use/.test(said)) {
      throw new Error(`The killed Postgres did not come up again: ${said}`)
    }
  }
}

type Command = { program: string; args: string[]; data: string }

/** The command line that a server was started with, as it keeps it: its name, and each argument quoted. */
async function commandOf(session: Session): Promise<Command> {
  const { rows } = await session.query<{ line: string; data: string }>(
    "select pg_read_file('postmaster.opts') as line, current_setting('data_directory') as data",
  )
  const { line, data } = rows[0] as { line: string; data: string }
  const [program = '', ...args] = line.trim().replace(/"$/, '').split(/"? "/)
  return { program, args, data }
}

/** The postmaster first, so that it can neither tell the others nor start new ones. */
async function kill(session: Session) {
  const { rows } = await session.query<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer as pid
     union all
     select pid from pg_catalog.pg_stat_activity`,
  )
  for (const { pid } of rows) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** As the user who owns the files: Postgres refuses to run as root. */
async function start({ program, args, data }: Command): Promise<{ isUp: boolean; said: string }> {
  const { uid, gid } = await stat(data)
  const child = spawn(program, args, {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: data,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  // Ahead of the listener that waits for the server to be gone and removes its files.
  process.prependOnceListener('exit', () => child.kill('SIGQUIT'))
  const said: string[] = []
  for await (const line of createInterface(child.stderr)) {
    said.push(line)
    if (line.includes('ready to accept connections')) {
      child.stderr.resume()
      return { isUp: true, said: said.join('\n') }
    }
  }
  return { isUp: false, said: said.join('\n') }
}
