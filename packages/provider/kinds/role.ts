import type { Session } from '@rollcall/database'
import type { Context, Kind } from '../kind.ts'
import { oneTransaction } from './one-transaction.ts'
import { type RoleInputs, roleInputs, settledRole } from './role-inputs.ts'
import { isPasswordRight } from './role-password.ts'
import { settle } from './role-settle.ts'
import { readRole } from './role-standing.ts'
import { type RoleOutputs, readState, roleOutputs } from './role-state.ts'
import { takeAway } from './role-take-away.ts'

/**
 * A role of the database, with its login, memberships and grants. One that is there already is taken
 * over and keeps what it had; of one that the resource made, what was granted by hand is a difference.
 */
export const role: Kind<RoleInputs, RoleOutputs> = {
  name: 'Role',
  description: 'A role of the database: its login, the roles it is a member of, and its grants.',
  inputs: roleInputs,
  outputs: roleOutputs,
  identity: ['name'],

  async prepare(inputs) {
    return settledRole(inputs)
  },

  async create(inputs, context) {
    const { name } = inputs
    const settled = await inRole(context, name, (session) => settle(session, undefined, inputs))
    return { id: name, outputs: await withUrl(settled, inputs, context) }
  },

  async read(id, before, context) {
    const found = await inRole(context, id, async (session) => {
      const standing = await readRole(session, id)
      return standing && readState(session, id, before, standing)
    })
    if (!found || !before?.password) return found
    const { password } = before
    // Of a role without a login the server doesn't say whether the password is right.
    const isKept = !found.inputs.login || (await isPasswordRight({ role: id, password }, context))
    if (!isKept) return found
    const inputs = { ...found.inputs, password }
    return { inputs, outputs: await withUrl(found.outputs, inputs, context) }
  },

  async update(id, before, inputs, context) {
    const settled = await inRole(context, id, (session) => settle(session, before, inputs))
    return withUrl(settled, inputs, context)
  },

  async delete(id, before, context) {
    const said = await inRole(context, id, async (session) => {
      const standing = await readRole(session, id)
      return standing && takeAway(session, id, before, standing)
    })
    if (said) context.say(said)
  },
}

/** Adds where one logs in as the role, which is known as long as its password is. */
async function withUrl(
  settled: RoleOutputs,
  { name, login, password }: RoleInputs,
  { addressAs }: Context,
): Promise<RoleOutputs> {
  if (!login || password === undefined) return settled
  return { ...settled, url: await addressAs({ role: name, password }) }
}

function inRole<T>({ session }: Context, name: string, work: (session: Session) => Promise<T>) {
  return session((opened) => oneTransaction(opened, `rollcall role ${name}`, () => work(opened)))
}
