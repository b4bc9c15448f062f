import * as pulumi from '@pulumi/pulumi'
import * as supabase from '@pulumi/supabase'
import { nameOf } from '../names.ts'

export type ProjectArgs = {
  /** Of a project that exists; without it one is created. */
  projectRef?: string | undefined
  organizationId?: string | undefined
  region?: string | undefined
  projectName: string
  instanceSize?: string | undefined
  databasePassword?: pulumi.Input<string> | undefined
}

/** The Supabase project: created, or one that exists already and is only looked at. */
export class Project extends pulumi.ComponentResource {
  readonly ref: pulumi.Output<string>

  constructor(name: string, args: ProjectArgs, options: pulumi.ComponentResourceOptions) {
    super('rollcall:infra:Project', name, {}, options)
    this.ref = (args.projectRef ? this.adopted(name, args.projectRef) : this.created(name, args)).id
    this.registerOutputs({ ref: this.ref })
  }

  /** Looked at, never managed: the provider would reset the password of a project that it takes over. */
  private adopted(name: string, ref: string): supabase.Project {
    return supabase.Project.get(nameOf(name, 'adopted'), ref, {}, { parent: this })
  }

  /** The school's data are in it: no `pulumi destroy` and no change of a name takes it away. */
  private created(name: string, args: ProjectArgs): supabase.Project {
    const {
      organizationId = '',
      region = '',
      databasePassword = '',
      instanceSize,
      projectName,
    } = args
    return new supabase.Project(
      nameOf(name, 'created'),
      {
        organizationId,
        region,
        databasePassword,
        name: projectName,
        ...(instanceSize ? { instanceSize } : {}),
      },
      { parent: this, protect: true, retainOnDelete: true },
    )
  }
}
