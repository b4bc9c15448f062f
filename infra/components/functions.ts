import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'
import * as supabase from '@pulumi/supabase'
import * as rollcall from '@rollcall/provider'
import { nameOf, names } from '../names.ts'

const entrypoint = fileURLToPath(new URL('../functions/class-tracking/index.ts', import.meta.url))

/** The edge function of class tracking, and the secret that its callers have to bear. */
export class Functions extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>
  readonly secret: pulumi.Output<string>

  constructor(
    name: string,
    { projectRef, lookBackDays }: { projectRef: pulumi.Input<string>; lookBackDays: number },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('rollcall:infra:Functions', name, {}, options)
    const { value } = new rollcall.Password(nameOf(name, 'secret'), {}, { parent: this })
    const secrets = new supabase.EdgeFunctionSecrets(
      nameOf(name, 'secrets'),
      {
        projectRef,
        secrets: [
          { name: names.functionSecret, value },
          { name: names.functionLookBack, value: String(lookBackDays) },
        ],
      },
      { parent: this },
    )
    const classTracking = new rollcall.EdgeFunction(
      nameOf(name, names.edgeFunction),
      // It knows its callers by a secret of its own, which is no token of the platform's.
      { slug: names.edgeFunction, entrypoint, verifyJwt: false },
      { parent: this, dependsOn: [secrets] },
    )
    this.url = classTracking.url
    this.secret = value
    this.registerOutputs({ url: this.url, secret: this.secret })
  }
}
