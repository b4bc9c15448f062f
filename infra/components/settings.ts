import * as pulumi from '@pulumi/pulumi'
import * as supabase from '@pulumi/supabase'
import { nameOf } from '../names.ts'

export type SettingsArgs = {
  projectRef: pulumi.Input<string>
  /** Whether the database refuses connections without TLS. */
  sslEnforcement?: boolean | undefined
  /** From where the database may be reached. */
  allowedCidrs?: string[] | undefined
  /** The schemas that the Data API serves. */
  exposedSchemas?: string[] | undefined
  /** The names of the API keys that applications get. */
  apiKeys: string[]
}

/** Settings of the project, and keys for its applications. What is not said stays as it is. */
export class Settings extends pulumi.ComponentResource {
  /** The keys, by name. */
  readonly apiKeys: pulumi.Output<Record<string, string>>

  constructor(name: string, args: SettingsArgs, options: pulumi.ComponentResourceOptions) {
    super('rollcall:infra:Settings', name, {}, options)
    const { projectRef } = args
    const api = args.exposedSchemas && JSON.stringify({ db_schema: args.exposedSchemas.join(',') })
    const network = args.allowedCidrs && JSON.stringify({ restrictions: args.allowedCidrs })
    const { sslEnforcement } = args
    if (api !== undefined || network !== undefined || sslEnforcement !== undefined) {
      new supabase.Settings(
        nameOf(name, 'project'),
        {
          projectRef,
          ...(api === undefined ? {} : { api }),
          ...(network === undefined ? {} : { network }),
          ...(sslEnforcement === undefined ? {} : { sslEnforcement }),
        },
        { parent: this },
      )
    }
    const keys = args.apiKeys.map((key) => {
      const made = new supabase.Apikey(
        nameOf(name, `key-${key}`),
        { projectRef, name: key },
        { parent: this, additionalSecretOutputs: ['apiKey'] },
      )
      return [key, made.apiKey] as const
    })
    this.apiKeys = pulumi.secret(pulumi.output(Object.fromEntries(keys)))
    this.registerOutputs({ apiKeys: this.apiKeys })
  }
}
