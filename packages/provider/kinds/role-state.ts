import type { Session } from '@rollcall/database'
import { z } from 'zod'
import { membershipsOf } from './role-changes.ts'
import { type Had, hadShape, originIn } from './role-comment.ts'
import type { RoleInputs } from './role-inputs.ts'
import { heldInAll, heldOf, type RoleStanding, readObjects } from './role-standing.ts'

export const roleOutputs = z.strictObject({
  made: z.boolean().describe('Whether this resource made the role, instead of taking it over.'),
  had: hadShape.describe('What the role had of all this before, which is never taken from it.'),
  url: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('The connection URL for who logs in as the role; only with a password.'),
})

export type RoleOutputs = z.infer<typeof roleOutputs>
export type RoleState = RoleInputs & RoleOutputs

/** What a role had that wasn't there. */
export const nothing: Had = { login: false, connectionLimit: -1, memberOf: [], grants: [] }

/** A role as the program would have to describe it for it to be as it is, as far as it is the program's. The password is nowhere. */
export async function readState(
  session: Session,
  name: string,
  before: RoleState | undefined,
  standing: RoleStanding,
): Promise<{ inputs: RoleInputs; outputs: RoleOutputs }> {
  const { login, connectionLimit, memberships } = standing
  const asked = before?.grants ?? []
  const objects = await readObjects(session, name, asked)
  const origin = originIn(standing.comment)
  const made = before?.made ?? origin.made
  const inherited = memberships.flatMap(membershipsOf)
  // Of a role that was there only what the program asks for is its own: at an import, nothing yet.
  const showsLimit =
    before?.connectionLimit !== undefined ||
    ((made || before === undefined) && connectionLimit !== -1)
  const inputs = {
    name,
    login,
    memberOf: made ? inherited : inherited.filter((group) => before?.memberOf.includes(group)),
    grants: made ? heldInAll(asked, objects) : heldOf(asked, objects),
    ...(showsLimit ? { connectionLimit } : {}),
  }
  const found = made ? nothing : { login, connectionLimit, memberOf: [], grants: [] }
  return { inputs, outputs: { made, had: before?.had ?? origin.had ?? found } }
}

/** What is among the first and not among the second. */
export function without(these: string[], those: string[]): string[] {
  return these.filter((each) => !those.includes(each))
}
