import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type RoleGrant = {
  /** Such as `select`. */
  privileges: pulumi.Input<pulumi.Input<string>[]>
  on: pulumi.Input<'table' | 'sequence' | 'function' | 'schema' | 'database'>
  /** Names as in SQL: `public.students`, `public.add(integer, integer)`, or `public.*` for all of a schema. */
  objects: pulumi.Input<pulumi.Input<string>[]>
}

export type RoleArgs = {
  /** One that is there already is taken over. */
  name: pulumi.Input<string>
  /** Whether one may log in as this role; yes unless said. */
  login?: pulumi.Input<boolean>
  /** Kept as a secret; without one the role keeps what it has. */
  password?: pulumi.Input<string>
  /** The roles whose privileges it inherits. */
  memberOf?: pulumi.Input<pulumi.Input<string>[]>
  /** How many sessions it may have at a time; -1 is no limit. */
  connectionLimit?: pulumi.Input<number>
  grants?: pulumi.Input<pulumi.Input<RoleGrant>[]>
}

/** A role of the database: its login, the roles it is a member of, and its grants. */
export class Role extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>
  declare readonly login: pulumi.Output<boolean>
  declare readonly password: pulumi.Output<string | undefined>
  declare readonly memberOf: pulumi.Output<string[]>
  declare readonly connectionLimit: pulumi.Output<number | undefined>
  declare readonly grants: pulumi.Output<pulumi.Unwrap<RoleGrant>[]>
  /** Whether this resource made the role, instead of taking it over. */
  declare readonly made: pulumi.Output<boolean>
  /** The connection URL for who logs in as the role; only with a password. A secret. */
  declare readonly url: pulumi.Output<string>

  constructor(name: string, args: RoleArgs, options?: pulumi.CustomResourceOptions) {
    const { password } = args
    const secret = password === undefined ? {} : { password: pulumi.secret(password) }
    super(
      'rollcall:index:Role',
      name,
      { ...args, ...secret, made: undefined, had: undefined, url: undefined },
      {
        version,
        additionalSecretOutputs: ['password', 'url'],
        ...options,
      },
    )
  }
}
