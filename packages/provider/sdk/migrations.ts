import * as pulumi from '@pulumi/pulumi'
import type { School } from '@rollcall/core'
import { todaysRelease } from '@rollcall/database'
import { version } from '../schema.ts'

export type MigrationsArgs = {
  /** The school's time zone and closures; without them the database keeps what it has. */
  school?: pulumi.Input<School>
}

/** The tables, functions, triggers, policies and grants of class tracking, as today's release has them. */
export class Migrations extends pulumi.CustomResource {
  /** The newest migration that was applied. */
  declare readonly version: pulumi.Output<string>
  /** What the database holds that a person has to judge, one sentence each. */
  declare readonly unreconciled: pulumi.Output<string[]>

  constructor(name: string, args: MigrationsArgs = {}, options?: pulumi.CustomResourceOptions) {
    // The release is named here too, so that even the preview of a project that isn't there yet lists it.
    const inputs = { ...args, ...todaysRelease() }
    const outputs = { version: undefined, unreconciled: undefined }
    super('rollcall:index:Migrations', name, { ...inputs, ...outputs }, { version, ...options })
  }
}
