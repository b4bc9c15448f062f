import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type ProviderArgs = {
  /** The project's ref. */
  projectRef?: pulumi.Input<string>
  /** A token of the Management API. */
  accessToken?: pulumi.Input<string>
  /** Where the Management API is; Supabase's own unless said. */
  endpoint?: pulumi.Input<string>
  /** The password of the database's owner: the session pooler's address is asked of the API. */
  databasePassword?: pulumi.Input<string>
  /** The connection URL of the database's owner, instead of looking it up. */
  databaseUrl?: pulumi.Input<string>
}

/** What the resources of Rollcall's provider are reached with. Tokens, passwords and addresses are kept as secrets. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    const { accessToken, databasePassword, databaseUrl } = args
    const secrets = secret({ accessToken, databasePassword, databaseUrl })
    super('rollcall', name, { ...args, ...secrets }, { version, ...options })
  }
}

/** Marks what is given as secret; what is not given stays away. */
function secret(given: Record<string, pulumi.Input<string> | undefined>): pulumi.Inputs {
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.map(([name, value]) => [name, pulumi.secret(value)]))
}
