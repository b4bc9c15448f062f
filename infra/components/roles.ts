import * as pulumi from '@pulumi/pulumi'
import * as rollcall from '@rollcall/provider'
import { nameOf, names } from '../names.ts'

/** Logins for who looks and for who also generates and remedies; the migrations make the roles without. */
export class Roles extends pulumi.ComponentResource {
  /** The connection URL of who looks: what scheduled workflows get. */
  readonly readerUrl: pulumi.Output<string>
  /** The connection URL of who generates and remedies: what the protected environment gets. */
  readonly operatorUrl: pulumi.Output<string>

  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super('rollcall:infra:Roles', name, {}, options)
    this.readerUrl = this.login(name, 'reader')
    this.operatorUrl = this.login(name, 'operator')
    this.registerOutputs({ readerUrl: this.readerUrl, operatorUrl: this.operatorUrl })
  }

  private login(name: string, role: keyof typeof names.roles): pulumi.Output<string> {
    const options = { parent: this }
    const { value } = new rollcall.Password(nameOf(name, `${role}-password`), {}, options)
    const login = { name: names.roles[role], password: value }
    return new rollcall.Role(nameOf(name, role), login, options).url
  }
}
