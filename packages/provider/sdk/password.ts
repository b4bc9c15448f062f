import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type PasswordArgs = {
  /** How many random bytes it is made of; 32 unless said. */
  bytes?: pulumi.Input<number>
  /** Any text; another one makes a new password. */
  version?: pulumi.Input<string>
}

/** A random password, kept as a secret in the state of the stack. */
export class Password extends pulumi.CustomResource {
  /** Letters, digits, - and _. */
  declare readonly value: pulumi.Output<string>

  constructor(name: string, args: PasswordArgs = {}, options?: pulumi.CustomResourceOptions) {
    super(
      'rollcall:index:Password',
      name,
      { ...args, value: undefined },
      {
        version,
        additionalSecretOutputs: ['value'],
        ...options,
      },
    )
  }
}
