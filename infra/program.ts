import type * as pulumi from '@pulumi/pulumi'
import * as supabase from '@pulumi/supabase'
import * as rollcall from '@rollcall/provider'
import { Database } from './components/database.ts'
import { Functions } from './components/functions.ts'
import { Project } from './components/project.ts'
import { Roles } from './components/roles.ts'
import { Schedules } from './components/schedules.ts'
import { Settings } from './components/settings.ts'
import { readConfig, type StackConfig } from './config.ts'
import { githubCommands } from './github-commands.ts'

/**
 * A school's whole system: the project with its settings, the database, its roles, the edge function
 * and the schedules. Answers what the workflows need; all that is secret stays so.
 * @throws pulumi.RunError when the stack's configuration needs mending.
 */
export async function program(): Promise<pulumi.Inputs> {
  const config = readConfig()
  const { accessToken, endpoint } = config
  const platform = new supabase.Provider(
    'supabase',
    { ...given({ accessToken }), endpoint },
    // From the second time on the bridge tells its own version instead of the provider's.
    { ignoreChanges: ['version'] },
  )
  const project = new Project('project', config, { providers: [platform] })
  const projectRef = project.ref
  const own = ownProvider(config, projectRef)
  const settings = new Settings(
    'settings',
    { projectRef, ...settingsOf(config), apiKeys: config.apiKeys },
    { providers: [platform] },
  )
  // Settings may restart the database.
  const database = new Database('database', config, { providers: [own], dependsOn: [settings] })
  const roles = new Roles('roles', { providers: [own], dependsOn: [database] })
  const functions = new Functions(
    'functions',
    { projectRef, lookBackDays: config.lookBackDays },
    { providers: [platform, own], dependsOn: [database] },
  )
  new Schedules(
    'schedules',
    {
      weeklyTick: config.weeklyTick,
      functionUrl: functions.url,
      functionSecret: functions.secret,
    },
    { providers: [own], dependsOn: [database] },
  )
  return {
    projectRef,
    databaseVersion: database.version,
    toJudge: database.unreconciled,
    readerDatabaseUrl: roles.readerUrl,
    operatorDatabaseUrl: roles.operatorUrl,
    functionUrl: functions.url,
    functionSecret: functions.secret,
    apiKeys: settings.apiKeys,
    githubCommands: githubCommands(),
  }
}

function ownProvider(config: StackConfig, projectRef: pulumi.Output<string>): rollcall.Provider {
  const { accessToken, endpoint, databasePassword, databaseUrl } = config
  const secrets = given({ accessToken, databasePassword, databaseUrl })
  return new rollcall.Provider('rollcall', { projectRef, endpoint, ...secrets })
}

/** A project of ours is made safe from the beginning; one that exists already keeps what is not said. */
function settingsOf({ projectRef, settings }: StackConfig) {
  const safe = { sslEnforcement: true, exposedSchemas: ['public', 'graphql_public'] }
  return projectRef ? settings : { ...safe, ...settings }
}

/** Without those that are not there. */
function given<Value>(values: Record<string, Value | undefined>): Record<string, Value> {
  const present = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as Record<string, Value>
}
