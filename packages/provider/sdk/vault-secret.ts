import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type VaultSecretArgs = {
  /** A secret of that name is taken over. */
  name: pulumi.Input<string>
  /** Kept as a secret in the stack, too. */
  value: pulumi.Input<string>
  /** What it is for. */
  description?: pulumi.Input<string>
}

/** A secret in Supabase's vault, which functions and jobs of the database can read. */
export class VaultSecret extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>
  declare readonly value: pulumi.Output<string>
  declare readonly description: pulumi.Output<string>
  /** The vault's id of the secret. */
  declare readonly secretId: pulumi.Output<string>

  constructor(name: string, args: VaultSecretArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, value: pulumi.secret(args.value) }
    super(
      'rollcall:index:VaultSecret',
      name,
      { ...inputs, secretId: undefined },
      {
        version,
        additionalSecretOutputs: ['value'],
        ...options,
      },
    )
  }
}
