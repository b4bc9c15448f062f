import { connect, type Session } from '@rollcall/database'

/** Sessions that hold each other up, and how they are let go. */
export type Queue = { pids: number[]; leave(): Promise<void> }

/**
 * Opens a session for each statement and sends it, one after the other. One that has to wait for a
 * lock that an earlier session holds is left waiting.
 */
export async function queue(url: string, statements: string[]): Promise<Queue> {
  const sessions: Session[] = []
  const pids: number[] = []
  const watcher = await connect(url)
  for (const statement of statements) {
    const session = await connect(url, { application: 'queue' })
    sessions.push(session)
    const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
    const pid = rows[0]?.pid ?? 0
    pids.push(pid)
    let isDone = false
    const sent = session.query(statement).finally(() => {
      isDone = true
    })
    // Whoever waits in the end is told off by the server when the queue is left.
    sent.catch(() => undefined)
    await Promise.race([sent, waiting(watcher, pid, () => isDone)])
  }
  return { pids, leave: () => leave(watcher, sessions, pids) }
}

async function waiting(watcher: Session, pid: number, isDone: () => boolean) {
  while (!isDone()) {
    const { rows } = await watcher.query(
      'select from pg_catalog.pg_locks where pid = $1 and not granted and waitstart is not null',
      [pid],
    )
    if (rows.length > 0) return
  }
}

async function leave(watcher: Session, sessions: Session[], pids: number[]) {
  await watcher.query('select pg_cancel_backend(p) from unnest($1::integer[]) as p', [pids])
  for (const session of sessions) await session.end()
  await watcher.end()
}
