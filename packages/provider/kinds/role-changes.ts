import { OperatorError } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import pg from 'pg'
import { about } from './refused.ts'
import type { Grant } from './role-grant.ts'
import {
  type Granted,
  type Membership,
  meantBy,
  nameOf,
  objectOf,
  type RoleStanding,
  readObjects,
} from './role-standing.ts'

const { escapeIdentifier: quoted } = pg
const withGrantOption = ' with grant option'
const withAdminOption = ' with admin option'

/** One privilege on one object, as a sentence says it: `select on table public.students`. */
export type Holding = string

type Piece = { object: Granted; privilege: string }

/** The single privileges that grants come to, by how a sentence says them; what is gone is left out. */
export function piecesOf(grants: Grant[], objects: Granted[]): Map<Holding, Piece> {
  const pieces = grants.flatMap((grant) =>
    (meantBy(grant, objects) ?? []).flatMap((object) =>
      grant.privileges.map((privilege) => ({ object, privilege })),
    ),
  )
  return new Map(pieces.map((piece) => [holding(piece), piece]))
}

export function isHeld({ object, privilege }: Piece): boolean {
  return object.privileges.includes(privilege)
}

/** Grants what is not held yet. */
function granting(role: string, pieces: Iterable<Piece>): string[] {
  return [...pieces]
    .filter((piece) => !isHeld(piece))
    .map((piece) => `grant ${piece.privilege} on ${target(piece)} to ${quoted(role)}`)
}

/** Takes back what is held. */
function revoking(role: string, pieces: Iterable<Piece>): string[] {
  return [...pieces].filter(isHeld).map((piece) => {
    const { privilege } = piece
    const what = privilege.endsWith(withGrantOption)
      ? `grant option for ${privilege.slice(0, -withGrantOption.length)}`
      : privilege
    return `revoke ${what} on ${target(piece)} from ${quoted(role)}`
  })
}

/** What a role inherits by a membership, and whether it may let others in, as two entries of `memberOf`. */
export function membershipsOf({ role, inherits, isAdmin }: Membership): string[] {
  return [...(inherits ? [role] : []), ...(isAdmin ? [`${role}${withAdminOption}`] : [])]
}

/**
 * Makes a role a member of what it isn't yet, and takes it out of others.
 * @throws OperatorError naming the place in `memberOf`.
 */
export async function changeMemberships(
  session: Session,
  role: string,
  standing: RoleStanding,
  { into, outOf }: { into: string[]; outOf: string[] },
): Promise<void> {
  const { memberships, hasGrantors } = standing
  const inherit = hasGrantors ? ' with inherit true' : ''
  for (const group of into) {
    if (memberships.some((each) => each.role === group && each.inherits)) continue
    await about(`Role ${role} could not be made a member of ${group} (memberOf)`, () =>
      session.query(`grant ${quoted(group)} to ${quoted(role)}${inherit}`),
    )
  }
  for (const { role: group, grantors } of memberships) {
    const isWhole = outOf.includes(group)
    if (!isWhole && !outOf.includes(`${group}${withAdminOption}`)) continue
    const what = isWhole ? '' : 'admin option for '
    for (const grantor of hasGrantors ? grantors : ['']) {
      const by = hasGrantors ? ` granted by ${grantor}` : ''
      await about(`Role ${role} could not be taken out of ${group} (memberOf)`, () =>
        session.query(`revoke ${what}${quoted(group)} from ${quoted(role)}${by}`),
      )
    }
  }
}

/**
 * Runs the statements of `granting` and `revoking`, and looks whether they did what they say:
 * Postgres only warns where the session may grant nothing, or another role has granted.
 * @throws OperatorError naming what could not be granted or taken back.
 */
export async function changeGrants(
  session: Session,
  role: string,
  grants: { wanted: Grant[]; unwanted: Grant[]; kept: Holding[] },
): Promise<void> {
  const read = async () => {
    const objects = await readObjects(session, role, [...grants.wanted, ...grants.unwanted])
    const wanted = piecesOf(grants.wanted, objects)
    const unwanted = piecesOf(grants.unwanted, objects)
    for (const said of [...wanted.keys(), ...grants.kept]) unwanted.delete(said)
    return { objects, wanted, unwanted }
  }
  const { objects, wanted, unwanted } = await read()
  for (const grant of grants.wanted) {
    if (meantBy(grant, objects)) continue
    throw new OperatorError(
      `grants names ${grant.on} ${objectOf(grant)}, which this database doesn't have: correct the name, or make it first.`,
    )
  }
  const statements = [...revoking(role, unwanted.values()), ...granting(role, wanted.values())]
  for (const statement of statements) {
    await about(`The grants of role ${role} could not be changed (grants: ${statement})`, () =>
      session.query(statement),
    )
  }
  if (statements.length === 0) return
  const after = await read()
  const missing = [...after.wanted].filter(([, piece]) => !isHeld(piece)).map(([said]) => said)
  const left = [...after.unwanted].filter(([, piece]) => isHeld(piece)).map(([said]) => said)
  if (missing.length > 0) {
    throw new OperatorError(
      `grants: ${missing.join(', ')} could not be granted to role ${role}, because the owner of the database may not grant it: let the owner of the object do it.`,
    )
  }
  if (left.length > 0) {
    throw new OperatorError(
      `grants: ${left.join(', ')} could not be taken from role ${role}, because another role granted it: let that one revoke it.`,
    )
  }
}

function holding({ object, privilege }: Piece): Holding {
  return `${privilege} on ${object.kind} ${nameOf(object)}`
}

function target({ object }: Piece): string {
  const { kind, schema, name, arguments: types } = object
  const qualified = schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`
  // `routine` means procedures too.
  return kind === 'function' ? `routine ${qualified}(${types})` : `${kind} ${qualified}`
}
