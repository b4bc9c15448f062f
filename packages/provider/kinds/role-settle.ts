import { OperatorError } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import pg from 'pg'
import { about } from './refused.ts'
import { changeGrants, changeMemberships, isHeld, membershipsOf, piecesOf } from './role-changes.ts'
import { commentOf, type Had, originIn } from './role-comment.ts'
import type { RoleInputs } from './role-inputs.ts'
import { scramVerifier } from './role-password.ts'
import { type RoleStanding, readObjects, readRole } from './role-standing.ts'
import { nothing, type RoleOutputs, type RoleState, without } from './role-state.ts'

const { escapeIdentifier: quoted, escapeLiteral } = pg

/**
 * Brings a role to what the inputs say, whatever it is now. The session is in a transaction.
 * @param known the state that Pulumi has, unless it is new.
 */
export async function settle(
  session: Session,
  known: RoleState | undefined,
  inputs: RoleInputs,
): Promise<RoleOutputs> {
  const { name, memberOf, grants } = inputs
  const found = await readRole(session, name)
  if (found?.isOwn) {
    throw new OperatorError(
      `name is ${name}, the role under which the deployment itself logs in: give the resource another.`,
    )
  }
  if (!found) await make(session, name)
  // A role that is gone took everything along.
  const before = found && known
  const standing = found ?? ((await readRole(session, name)) as RoleStanding)
  const origin = originIn(standing.comment)
  const made = !found || (before?.made ?? origin.made)
  const had = made ? nothing : await hadOf(session, standing, before, inputs)
  await alter(session, inputs, before, had)
  await changeMemberships(session, name, standing, {
    into: memberOf,
    outOf: without(before?.memberOf ?? [], [...memberOf, ...had.memberOf]),
  })
  await changeGrants(session, name, {
    wanted: grants,
    unwanted: before?.grants ?? [],
    kept: had.grants,
  })
  await comment(session, name, standing, commentOf({ ...origin, made, had }))
  return { made, had }
}

async function make(session: Session, name: string): Promise<void> {
  await about(`Role ${name} could not be made (name)`, () =>
    session.query(`create role ${quoted(name)} nologin`),
  )
}

/** Of a role that was there: what it had of what is now asked for the first time. */
async function hadOf(
  session: Session,
  { login, connectionLimit, memberships, comment }: RoleStanding,
  before: RoleState | undefined,
  { name, memberOf, grants }: RoleInputs,
): Promise<Had> {
  const written = originIn(comment).had
  // After a run that was cut off, what is there beyond that came from the run.
  if (!before && written) return written
  const objects = await readObjects(session, name, [...grants, ...(before?.grants ?? [])])
  const known = piecesOf(before?.grants ?? [], objects)
  const held = [...piecesOf(grants, objects)].filter(
    ([said, piece]) => isHeld(piece) && !known.has(said),
  )
  const inherited = memberships.flatMap(membershipsOf)
  const joined = without(memberOf, before?.memberOf ?? []).filter((group) =>
    inherited.includes(group),
  )
  const had = before?.had ?? { login, connectionLimit, memberOf: [], grants: [] }
  return {
    ...had,
    memberOf: [...new Set([...had.memberOf, ...joined])].sort(),
    grants: [...new Set([...had.grants, ...held.map(([said]) => said)])].sort(),
  }
}

async function alter(
  session: Session,
  { name, login, password, connectionLimit }: RoleInputs,
  before: RoleState | undefined,
  had: Had,
): Promise<void> {
  // Of a role that had no login nobody could see whether its password was right.
  const isNew = before?.password !== password || before?.login !== login
  const isLimitGone = connectionLimit === undefined && before?.connectionLimit !== undefined
  const limit = isLimitGone ? had.connectionLimit : connectionLimit
  const clauses = [
    login ? 'login' : 'nologin',
    // One that has run out lets nobody in, and looks like a wrong one.
    ...(password !== undefined && isNew
      ? [`password ${escapeLiteral(scramVerifier(password))} valid until 'infinity'`]
      : []),
    ...(password === undefined && before?.password !== undefined ? ['password null'] : []),
    ...(limit === undefined ? [] : [`connection limit ${limit}`]),
  ]
  await about(`Role ${name} could not be given its login (login, password, connectionLimit)`, () =>
    session.query(`alter role ${quoted(name)} ${clauses.join(' ')}`),
  )
}

async function comment(session: Session, name: string, standing: RoleStanding, text: string) {
  if (standing.comment === text) return
  await about(`Role ${name} could not be given its comment (name)`, () =>
    session.query(`comment on role ${quoted(name)} is ${escapeLiteral(text)}`),
  )
}
