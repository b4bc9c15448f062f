import { z } from 'zod'
import type { Failure } from '../kind.ts'
import { grantShape, settledGrants } from './role-grant.ts'
import { passwordFault } from './role-password.ts'

export const roleInputs = z.strictObject({
  name: z.string().describe('The name of the role. One that is there already is taken over.'),
  login: z.boolean().default(true).describe('Whether one may log in as this role.'),
  password: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Its password; without one the role keeps what it has.'),
  memberOf: z
    .array(z.string())
    .default([])
    .describe('The roles whose privileges it inherits, by name.'),
  connectionLimit: z
    .int()
    .min(-1, 'is less than -1, which is no limit')
    .max(2_147_483_647, 'is more than Postgres can keep')
    .optional()
    .describe('How many sessions it may have at a time; -1 is no limit.'),
  grants: z
    .array(grantShape)
    .default([])
    .describe(
      'What it may do with which objects, such as { privileges: ["select"], on: "table", objects: ["public.students"] }; public.* is every one in the schema.',
    ),
})

export type RoleInputs = z.infer<typeof roleInputs>

const reserved =
  /^(pg_.*|supabase_.*|postgres|anon|authenticated|authenticator|service_role|dashboard_user|pgbouncer|pgsodium_.*|public|none|current_user|current_role|session_user)$/i

/** The inputs in the form in which the database's are read, or every mistake in them. */
export function settledRole(inputs: RoleInputs): { inputs: RoleInputs } | { failures: Failure[] } {
  const { name, password } = inputs
  const { grants, failures } = settledGrants(inputs.grants)
  const fault = (property: string, reason: string | undefined) => {
    if (reason) failures.push({ property, reason })
  }
  fault('name', nameFault(name))
  if (reserved.test(name)) {
    fault(
      'name',
      `is ${name}, a role of Postgres or Supabase itself: give the role a name of your own`,
    )
  }
  if (password !== undefined) fault('password', passwordFault(password, name))
  for (const [index, group] of inputs.memberOf.entries()) {
    fault(`memberOf[${index}]`, nameFault(group))
    if (group === name)
      fault(`memberOf[${index}]`, "is the role itself, which can't be its own member")
    if (/^(public|none)$/i.test(group))
      fault(`memberOf[${index}]`, 'is no role: everybody is in it')
  }
  if (failures.length > 0) return { failures }
  const memberOf = [...new Set(inputs.memberOf)].sort()
  return { inputs: { ...inputs, memberOf, grants } }
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.includes('\0'))
    return 'holds a character with the code 0, which Postgres takes in no name'
  if (Buffer.byteLength(name) > 63) return 'is longer than 63 bytes, where Postgres cuts names off'
  return undefined
}
