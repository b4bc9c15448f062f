import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type EdgeFunctionArgs = {
  /** What the address of the function ends in: a letter, then letters, digits, `_` and `-`. */
  slug: pulumi.Input<string>
  /** As the dashboard shows it; the slug unless said. */
  name?: pulumi.Input<string>
  /** The TypeScript file that starts it: an absolute path, or one from the program's folder. */
  entrypoint: pulumi.Input<string>
  /** Whether Supabase turns away who brings no token of the project's; true unless said. */
  verifyJwt?: pulumi.Input<boolean>
}

/** An edge function, bundled with all that it imports. */
export class EdgeFunction extends pulumi.CustomResource {
  declare readonly slug: pulumi.Output<string>
  /** Where the function is called. */
  declare readonly url: pulumi.Output<string>
  /** How often the function was deployed. */
  declare readonly version: pulumi.Output<number>
  /** ACTIVE, unless Supabase has throttled or removed the function. */
  declare readonly status: pulumi.Output<string>
  /** The size of what was deployed, in bytes. */
  declare readonly bytes: pulumi.Output<number | undefined>
  /** The SHA-256 of the function with all that it imports. */
  declare readonly contentHash: pulumi.Output<string>
  /** Supabase's checksum of what it made of it. */
  declare readonly deployedHash: pulumi.Output<string | undefined>
  /** When it was deployed last, in UTC. */
  declare readonly updatedAt: pulumi.Output<string | undefined>

  constructor(name: string, args: EdgeFunctionArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = {
      ...{ url: undefined, version: undefined, status: undefined, bytes: undefined },
      ...{ contentHash: undefined, deployedHash: undefined, updatedAt: undefined },
    }
    super('rollcall:index:EdgeFunction', name, { ...args, ...outputs }, { version, ...options })
  }
}
