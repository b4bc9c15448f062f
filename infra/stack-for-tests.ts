import { fileURLToPath } from 'node:url'
import { connect, type EmbeddedServer, type Session, startEmbeddedServer } from '@rollcall/database'
import { systemServer } from '@rollcall/testing'
import { type Platform, startPlatform } from '@rollcall/testing/platform'
import {
  needsPulumi,
  pulumiCommand,
  pulumiStack,
  type TestStack,
  terraformBridge,
} from '@rollcall/testing/pulumi'
import { afterAll, beforeAll } from 'vitest'
import { program } from './program.ts'

export type SchoolStack = {
  platform: Platform
  /** The project's database, as its owner. */
  url: string
  session: Session
  told: TestStack
  stack: TestStack['stack']
}

/** Whether the engine and a Postgres with pg_cron are here, which the whole program needs. */
export const canDeploy = pulumiCommand() !== undefined && systemServer !== undefined

/** The title of tests that deploy the whole program, with the reason why they are skipped. */
export function deploying(title: string): string {
  if (!pulumiCommand()) return needsPulumi(title)
  return systemServer
    ? title
    : `${title} (skipped: ROLLCALL_SYSTEM_POSTGRES names no Postgres with pg_cron)`
}

const providers = [
  terraformBridge,
  { name: 'rollcall', path: fileURLToPath(new URL('../packages/provider/bin', import.meta.url)) },
]

export type SchoolOptions = {
  /** More of the stack's configuration. */
  config?: Record<string, string>
  /** Whether the project exists already, as the emulator has one. */
  isThere?: boolean
  /** What is in the database before. */
  prepare?: (session: Session) => Promise<unknown>
}

/** For the tests of one file: a Supabase, a database with pg_cron, and a stack of this program. */
export function schoolStack(options: SchoolOptions = {}): SchoolStack {
  const school = {} as SchoolStack
  let server: EmbeddedServer
  beforeAll(async () => {
    server = await startEmbeddedServer({
      installation: systemServer as string,
      settings: {
        shared_preload_libraries: 'pg_stat_statements,pg_cron',
        'cron.database_name': 'postgres',
        // Otherwise it would log in, for which it has no password.
        'cron.use_background_workers': 'on',
        // No job starts by itself, whatever the minute in which the tests run.
        'cron.max_running_jobs': '0',
      },
    })
    school.url = server.url()
    school.session = await connect(school.url)
    await options.prepare?.(school.session)
    school.platform = await startPlatform({ transition: 100, database: school.url })
    school.told = await anotherStack(school, options)
    school.stack = school.told.stack
  })
  afterAll(async () => {
    await school.told?.remove()
    await school.platform?.stop()
    await school.session?.end()
    await server?.stop()
  })
  return school
}

/** One more stack of the same program over the same project and database; whoever asks removes it. */
export function anotherStack(school: SchoolStack, options: SchoolOptions): Promise<TestStack> {
  return pulumiStack({ program, providers, config: configOf(school, options) })
}

function configOf({ platform, url }: SchoolStack, { config, isThere }: SchoolOptions) {
  const secret = (value: string) => ({ value, secret: true })
  const where = isThere
    ? { 'rollcall:projectRef': platform.ref }
    : { 'rollcall:organizationId': platform.organization, 'rollcall:region': 'eu-west-3' }
  return {
    ...where,
    'rollcall:endpoint': platform.url,
    'rollcall:accessToken': secret(platform.token),
    'rollcall:databasePassword': secret('the password of the owner'),
    'rollcall:databaseUrl': secret(url),
    ...config,
  }
}
