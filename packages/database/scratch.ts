import { randomBytes } from 'node:crypto'
import { type Session, withSession } from './connect.ts'

/** A database for one use: `url` connects as its owner, `drop()` removes it with whoever is in it. */
export type ScratchDatabase = { url: string; drop(): Promise<void> }

/**
 * Makes a database on a server, empty or as a copy of a template to which nobody is connected.
 * @param server the server's own database, as its owner.
 */
export async function createScratch(server: string, template?: string): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`
  const run = (sql: string) => withSession(server, {}, (session: Session) => session.query(sql))
  await run(`create database ${name}${template ? ` template ${template}` : ''}`)
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: async () => {
      await run(`drop database if exists ${name} with (force)`)
    },
  }
}
