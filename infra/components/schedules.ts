import * as pulumi from '@pulumi/pulumi'
import * as rollcall from '@rollcall/provider'
import { nameOf, names } from '../names.ts'

export type SchedulesArgs = {
  /** Who makes the weekly run: the database by itself, or the edge function, which the database calls. */
  weeklyTick: 'database' | 'function'
  functionUrl: pulumi.Input<string>
  functionSecret: pulumi.Input<string>
}

/** What the database does by itself, by its own clock in UTC. */
export class Schedules extends pulumi.ComponentResource {
  constructor(name: string, args: SchedulesArgs, options: pulumi.ComponentResourceOptions) {
    super('rollcall:infra:Schedules', name, {}, options)
    const calls = args.weeklyTick === 'function' ? this.vault(name, args) : []
    new rollcall.CronSchedule(
      nameOf(name, 'weekly-tick'),
      {
        name: names.schedules.weeklyTick,
        // Whether a run is due is for the database to decide, in the school's zone.
        schedule: '7 * * * *',
        command:
          args.weeklyTick === 'database'
            ? 'select rollcall.weekly_tick()'
            : 'select rollcall.weekly_call()',
      },
      { parent: this, dependsOn: calls },
    )
    new rollcall.CronSchedule(
      nameOf(name, 'housekeeping'),
      {
        name: names.schedules.housekeeping,
        schedule: '17 3 * * *',
        command: 'select rollcall.keep_house()',
      },
      { parent: this },
    )
    this.registerOutputs({})
  }

  /** What the database needs to call the edge function. */
  private vault(name: string, args: SchedulesArgs): rollcall.VaultSecret[] {
    const url = { name: names.vault.url, value: args.functionUrl }
    const secret = { name: names.vault.secret, value: args.functionSecret }
    return [
      new rollcall.VaultSecret(nameOf(name, 'function-url'), url, { parent: this }),
      new rollcall.VaultSecret(nameOf(name, 'function-secret'), secret, { parent: this }),
    ]
  }
}
