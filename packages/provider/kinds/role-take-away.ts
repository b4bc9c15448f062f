import type { Session } from '@rollcall/database'
import pg from 'pg'
import { about } from './refused.ts'
import { changeGrants, changeMemberships } from './role-changes.ts'
import { originIn } from './role-comment.ts'
import type { RoleStanding } from './role-standing.ts'
import { type RoleState, without } from './role-state.ts'

const { escapeIdentifier: quoted, escapeLiteral } = pg

/** Takes a role back to what it had, or away. Answers what is to be said about it. */
export async function takeAway(
  session: Session,
  name: string,
  before: RoleState,
  standing: RoleStanding,
): Promise<string | undefined> {
  const { made, had, memberOf, grants } = before
  await changeMemberships(session, name, standing, {
    into: [],
    outOf: without(memberOf, had.memberOf),
  })
  await changeGrants(session, name, { wanted: [], unwanted: grants, kept: had.grants })
  const reason = made ? await drop(session, name) : 'it was there before'
  if (reason === undefined) return undefined
  const login = had.login ? 'login' : 'nologin password null'
  await about(`Role ${name} could not be left without a login (name)`, () =>
    session.query(`alter role ${quoted(name)} ${login} connection limit ${had.connectionLimit}`),
  )
  const { comment } = originIn(standing.comment)
  if (!made) await session.query(`comment on role ${quoted(name)} is ${escapeLiteral(comment)}`)
  return had.login
    ? `Role ${name} stays and may log in as before, because ${reason}; its password is the one that it was given last.`
    : `Role ${name} stays, without a login and a password, because ${reason}.`
}

/** Drops a role. Answers why that can't be, where something depends on it. */
async function drop(session: Session, name: string): Promise<string | undefined> {
  await session.query('savepoint dropping')
  try {
    await session.query(`drop role ${quoted(name)}`)
    return undefined
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '2BP01') {
      return await about(`Role ${name} could not be dropped (name)`, () => Promise.reject(error))
    }
    await session.query('rollback to savepoint dropping')
    return `these depend on it: ${(error.detail ?? 'others').replaceAll('\n', '; ')}`
  }
}
