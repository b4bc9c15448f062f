import { randomBytes } from 'node:crypto'
import { withSession } from '../connect.ts'
import type { EmbeddedServer } from '../embedded/server.ts'

/** What PostgREST tells a database by; functions and roles have them set, which Postgres lets few do. */
const apiParameters = [
  'pgrst.db_schemas',
  'request.jwt.claims',
  'request.jwt.claim.role',
  'request.jwt.claim.sub',
].join(', ')

/**
 * Makes `postgres` of a fresh embedded server what it is on Supabase, an owner who is no superuser:
 * functions that come from somebody's database can then reach no file and no program of this machine.
 * @returns the address of the server's superuser, by database; `server.url` is the owner's from then on.
 */
export async function makeOwnerOrdinary(
  server: EmbeddedServer,
): Promise<(database?: string) => string> {
  const owner = new URL(server.url())
  const superuser = `superuser_${randomBytes(6).toString('hex')}`
  const as = (name: string) => (database?: string) =>
    Object.assign(new URL(server.url(database)), { username: name }).href
  // Nobody can rename the role of their own session.
  const helper = `helper_${superuser}`
  await withSession(server.url(), {}, (session) =>
    session.query(`create role ${helper} superuser login password '${owner.password}'`),
  )
  await withSession(as(helper)(), {}, (session) =>
    session.query(`alter role ${owner.username} rename to ${superuser}`),
  )
  await withSession(as(superuser)(), {}, (session) =>
    session.query(
      `drop role ${helper};
       create role ${owner.username} login createdb createrole bypassrls password '${owner.password}';
       grant pg_monitor, pg_read_all_stats, pg_signal_backend to ${owner.username} with admin option;
       grant set on parameter session_replication_role, ${apiParameters} to ${owner.username};
       -- Who makes a role may act for it, as a superuser may.
       alter role ${owner.username} set createrole_self_grant = 'set, inherit';
       -- What somebody made to run for ever ends.
       alter role ${owner.username} set statement_timeout = '2min'`,
    ),
  )
  return as(superuser)
}
