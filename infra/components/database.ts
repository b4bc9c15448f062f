import * as pulumi from '@pulumi/pulumi'
import type { School } from '@rollcall/core'
import * as rollcall from '@rollcall/provider'
import { nameOf } from '../names.ts'

/** The schema of class tracking: tables, functions, triggers, policies, and the school's settings. */
export class Database extends pulumi.ComponentResource {
  /** The newest migration that was applied. */
  readonly version: pulumi.Output<string>
  /** What a person has to judge, one sentence each. */
  readonly unreconciled: pulumi.Output<string[]>

  constructor(
    name: string,
    { school }: { school?: School | undefined },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('rollcall:infra:Database', name, {}, options)
    const migrations = new rollcall.Migrations(
      nameOf(name, 'migrations'),
      school ? { school } : {},
      { parent: this },
    )
    this.version = migrations.version
    this.unreconciled = migrations.unreconciled
    this.registerOutputs({ version: this.version, unreconciled: this.unreconciled })
  }
}
