import * as pulumi from '@pulumi/pulumi'
import { version } from '../schema.ts'

export type CronScheduleArgs = {
  /** A job of that name is taken over. */
  name: pulumi.Input<string>
  /** In UTC: five fields, where $ is the last day of the month, or `30 seconds`. */
  schedule: pulumi.Input<string>
  /** One SQL statement. */
  command: pulumi.Input<string>
  /** The database in which it runs; that of the deployment unless said. */
  database?: pulumi.Input<string>
  /** Whether it runs at all; yes unless said. */
  active?: pulumi.Input<boolean>
}

/** A job of pg_cron: an SQL statement that the database runs by a schedule in UTC. */
export class CronSchedule extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>
  declare readonly schedule: pulumi.Output<string>
  declare readonly command: pulumi.Output<string>
  declare readonly database: pulumi.Output<string | undefined>
  declare readonly active: pulumi.Output<boolean>
  /** pg_cron's number of the job. */
  declare readonly jobId: pulumi.Output<number>

  constructor(name: string, args: CronScheduleArgs, options?: pulumi.CustomResourceOptions) {
    super(
      'rollcall:index:CronSchedule',
      name,
      { ...args, jobId: undefined },
      { version, ...options },
    )
  }
}
