import { randomBytes } from 'node:crypto'
import { OperatorError } from '@rollcall/core'
import { z } from 'zod'
import type { Kind } from '../kind.ts'

const inputs = z.strictObject({
  bytes: z
    .int()
    .min(16, 'is too few: 16 bytes at least')
    .max(1024)
    .default(32)
    .describe('How many random bytes it is made of.'),
  version: z
    .string()
    .optional()
    .describe('Any text; another one makes a new password and so replaces the old one.'),
})

const outputs = z.strictObject({
  value: z.string().meta({ secret: true }).describe('The password: letters, digits, - and _.'),
})

/** A random password that lives in the stack's state alone, encrypted: nobody has to invent or keep one. */
export const password: Kind<z.infer<typeof inputs>, z.infer<typeof outputs>> = {
  name: 'Password',
  description: 'A random password, kept as a secret in the state of the stack.',
  inputs,
  outputs,
  identity: ['bytes', 'version'],

  async create({ bytes }) {
    return { id: 'password', outputs: { value: randomBytes(bytes).toString('base64url') } }
  },

  async read(_id, before) {
    if (before) {
      const { value, ...given } = before
      return { inputs: given, outputs: { value } }
    }
    throw new OperatorError("A password is nowhere but in its stack, so that it can't be imported.")
  },

  update: async (_id, before) => ({ value: before.value }),

  async delete() {},
}
