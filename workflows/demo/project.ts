import type { Session } from '@rollcall/database'
import { connectPlatform, createPace, type Platform } from '@rollcall/supabase'
import { type Platform as Emulator, startPlatform } from '@rollcall/testing/platform'
import { dailyBackups } from './project-backups.ts'
import { classTracking, eventsOf, neighbour } from './project-events.ts'
import { openTables } from './project-lints.ts'

/** A Supabase project that exists in this process alone, around the story's own database. */
export type Project = {
  now: string
  emulator: Emulator
  /** A client for one run. It waits by the project's clock, so that a minute takes none of ours. */
  connect(): Platform
  /** Has the emulated advisors look at the database as it now is. */
  advise(): Promise<void>
}

/**
 * Starts the emulator of Supabase's Management API at `now`, as a project in which all is well. Its
 * logs tell of the classes in the database, its advisors look at the tables there, and queries that
 * it is sent go there.
 * @param url the database's address.
 */
export async function startProject(session: Session, url: string, now: string): Promise<Project> {
  const events = await eventsOf(session, now)
  const usedBytes = await bytesUsed(session)
  let time = Date.parse(now)
  const emulator = await startPlatform({ database: url, clock: () => time })
  const pace = createPace({
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds
    },
    random: () => 0.5,
  })
  const { url: endpoint, token, ref } = emulator
  emulator.functions.set([classTracking, neighbour])
  emulator.backups.set({ backups: dailyBackups(now) })
  // Where nobody has said who may connect to a new project's database, everybody may.
  emulator.network.set({ dbAllowedCidrs: ['203.0.113.0/24'], dbAllowedCidrsV6: [] })
  emulator.disk.set({ usedBytes })
  emulator.logs.add(events)
  return {
    now,
    emulator,
    connect: () => connectPlatform({ endpoint, token, ref, pace }),
    advise: async () => emulator.advisors.set({ security: await openTables(session) }),
  }
}

async function bytesUsed(session: Session): Promise<number> {
  const { rows } = await session.query<{ bytes: number }>(
    'select sum(pg_database_size(d.oid))::float8 as bytes from pg_catalog.pg_database as d',
  )
  return rows[0]?.bytes ?? 0
}

/** How many classes the project's database holds, as its API answers to somebody who asks it by SQL. */
export async function classesByApi({ emulator }: Project): Promise<number> {
  const { url, ref, token } = emulator
  const answer = await fetch(`${url}/v1/projects/${ref}/database/query/read-only`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'select count(*)::int as classes from public.classes' }),
  })
  const [row] = (await answer.json()) as { classes: number }[]
  return row?.classes ?? 0
}
