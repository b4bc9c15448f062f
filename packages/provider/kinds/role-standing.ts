import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'
import { type Grant, inOrder, type ObjectKind, written } from './role-grant.ts'

const standingSql = readFileSync(new URL('role-standing.sql', import.meta.url), 'utf8')
const objectsSql = readFileSync(new URL('role-objects.sql', import.meta.url), 'utf8')

export type Membership = { role: string; inherits: boolean; isAdmin: boolean; grantors: string[] }

export type RoleStanding = {
  login: boolean
  connectionLimit: number
  /** It is the role of the session that looks. */
  isOwn: boolean
  comment: string
  /** From Postgres 16 on a membership is known by who granted it. */
  hasGrantors: boolean
  memberships: Membership[]
}

/** How a role stands, or undefined where there is none. */
export async function readRole(session: Session, name: string): Promise<RoleStanding | undefined> {
  const { rows } = await session.query<RoleStanding>(standingSql, [name])
  return rows[0]
}

/** One object, and the privileges on it that the role was granted itself. */
export type Granted = {
  kind: ObjectKind
  schema: string | null
  name: string
  arguments: string | null
  privileges: string[]
  /** The signatures by which the program names this function. */
  asked: string[]
}

/** The objects that grants name and those on which the role holds anything. The session is in a transaction. */
export async function readObjects(
  session: Session,
  role: string,
  grants: Grant[],
): Promise<Granted[]> {
  const signatures = [...new Set(grants.filter(({ on }) => on === 'function').map(objectOf))]
  const routines: (number | null)[] = []
  for (const signature of signatures) routines.push(await routineOf(session, signature))
  const schemas = [...new Set(grants.flatMap(schemaOf))]
  const { rows } = await session.query<Granted>(objectsSql, [role, schemas, signatures, routines])
  return rows
}

/** The one object of a settled grant. */
export function objectOf({ objects }: Grant): string {
  return objects[0] ?? ''
}

/** An object's name as a program would write it. */
export function nameOf({ kind, schema, name, arguments: types }: Granted): string {
  const qualified = schema === null ? written(name) : `${written(schema)}.${written(name)}`
  return kind === 'function' ? `${qualified}(${types})` : qualified
}

/** What a grant means: one object, or as many as the schema holds; undefined where there is no such object. */
export function meantBy(grant: Grant, objects: Granted[]): Granted[] | undefined {
  const text = objectOf(grant)
  const ofKind = objects.filter(({ kind }) => kind === grant.on)
  if (text.endsWith('.*')) {
    const schema = text.slice(0, -2)
    const isThere = objects.some((each) => each.kind === 'schema' && nameOf(each) === schema)
    return isThere
      ? ofKind.filter((each) => each.schema !== null && written(each.schema) === schema)
      : undefined
  }
  const found = ofKind.filter((each) =>
    grant.on === 'function' ? each.asked.includes(text) : nameOf(each) === text,
  )
  return found.length > 0 ? found : undefined
}

/**
 * Of these grants what the role holds on every object that they mean.
 * @returns none for an object that is gone or on which nothing is held.
 */
export function heldOf(grants: Grant[], objects: Granted[]): Grant[] {
  return grants.flatMap((grant) => {
    const meant = meantBy(grant, objects)
    const privileges = grant.privileges.filter((privilege) =>
      meant?.every((each) => each.privileges.includes(privilege)),
    )
    return privileges.length > 0 && meant ? [{ ...grant, privileges }] : []
  })
}

/** What the role holds beyond these grants, object by object. */
function heldBeyond(grants: Grant[], objects: Granted[]): Grant[] {
  const called = new Map<Granted, Set<string>>(objects.map((each) => [each, new Set()]))
  for (const grant of grants) {
    for (const object of meantBy(grant, objects) ?? []) {
      for (const privilege of grant.privileges) called.get(object)?.add(privilege)
    }
  }
  return objects.flatMap((object) => {
    const privileges = object.privileges.filter((each) => !called.get(object)?.has(each))
    return privileges.length > 0 ? [{ on: object.kind, objects: [nameOf(object)], privileges }] : []
  })
}

/** Everything that the role holds, with what the program asks first of all. */
export function heldInAll(grants: Grant[], objects: Granted[]): Grant[] {
  const held = heldOf(grants, objects)
  const merged = new Map(held.map((each) => [`${each.on} ${objectOf(each)}`, each]))
  for (const extra of heldBeyond(grants, objects)) {
    const key = `${extra.on} ${objectOf(extra)}`
    const same = merged.get(key)
    const privileges = [...new Set([...(same?.privileges ?? []), ...extra.privileges])].sort()
    merged.set(key, { ...extra, privileges })
  }
  return inOrder([...merged.values()])
}

/** The schema of what a settled grant names, as it is called and not as it is written. */
function schemaOf(grant: Grant): string[] {
  const [, quoted, plain] = /^(?:"((?:[^"]|"")+)"|([^.]+))\./.exec(objectOf(grant)) ?? []
  return [...(quoted ? [quoted.replaceAll('""', '"')] : []), ...(plain ? [plain] : [])]
}

async function routineOf(session: Session, signature: string): Promise<number | null> {
  if (signature.endsWith('.*')) return null
  // Postgres 15 refuses a type that it doesn't know; in a transaction that must not break it.
  await session.query('savepoint signature')
  try {
    const { rows } = await session.query<{ routine: number | null }>(
      'select to_regprocedure($1)::oid as routine',
      [signature],
    )
    return rows[0]?.routine ?? null
  } catch {
    return null
  } finally {
    await session.query('rollback to savepoint signature')
  }
}
