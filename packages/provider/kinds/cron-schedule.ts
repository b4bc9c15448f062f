import { readFileSync } from 'node:fs'
import { OperatorError } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import type { Context, Kind } from '../kind.ts'
import {
  type JobInputs,
  type JobOutputs,
  jobFaults,
  jobInputs,
  jobOutputs,
} from './cron-schedule-inputs.ts'
import { zoneFault } from './cron-schedule-when.ts'
import { type Extension, ensureExtension, hasExtension } from './extension.ts'
import { oneTransaction } from './one-transaction.ts'
import { about } from './refused.ts'

const jobsSql = readFileSync(new URL('cron-schedule.sql', import.meta.url), 'utf8')

type Job = Omit<JobInputs, 'name' | 'jobs'> & {
  id: number
  database: string
  owner: string
  isOwn: boolean
}

const pgCron: Extension = {
  name: 'pg_cron',
  isThere: `select from pg_catalog.pg_class where oid = to_regclass('cron.job')`,
  remedy:
    "On Supabase enable Cron under Integrations in the dashboard; elsewhere install pg_cron, name it in shared_preload_libraries, and let the deployment log in to the server's cron.database_name as a role that may make extensions.",
}

/**
 * A job of pg_cron. It belongs to the role under which the deployment logs in: pg_cron shows, and lets
 * one change, only one's own jobs, unless one is a superuser.
 */
export const cronSchedule: Kind<JobInputs, JobOutputs> = {
  name: 'CronSchedule',
  description: 'A job of pg_cron: an SQL statement that the database runs by a schedule in UTC.',
  inputs: jobInputs,
  outputs: jobOutputs,
  identity: ['name'],

  async prepare(given) {
    const failures = await jobFaults(given)
    return failures.length > 0 ? { failures } : { inputs: { ...given, jobs: 1 } }
  },

  async create(given, context) {
    return { id: given.name, outputs: await settle(given, context) }
  },

  read: (name, before, { session }) =>
    session(async (opened) => {
      if (!(await hasExtension(opened, pgCron))) return undefined
      const jobs = await jobsOf(opened, name)
      const own = jobs.find(({ isOwn }) => isOwn)
      if (!own) return undefined
      const { id, schedule, command, active } = own
      const standing = before?.database ?? (await databaseOf(opened))
      const elsewhere =
        before?.database !== undefined || own.database !== standing
          ? { database: own.database }
          : {}
      const found = { name, schedule, command, active, ...elsewhere, jobs: jobs.length }
      return { inputs: found, outputs: { jobId: id } }
    }),

  update: (_name, _before, given, context) => settle(given, context),

  delete: (name, _before, { session }) =>
    session(async (opened) => {
      if (!(await hasExtension(opened, pgCron))) return
      await oneTransaction(opened, lockOf(name), async () => {
        for (const { id, isOwn } of await jobsOf(opened, name)) {
          if (isOwn) await unschedule(opened, name, id)
        }
      })
    }),
}

/** Brings the job to what the inputs say, whatever it is now. */
function settle(given: JobInputs, { session, say }: Context): Promise<JobOutputs> {
  return session(async (opened) => {
    await ensureExtension(opened, pgCron)
    await holdToUtc(opened)
    return oneTransaction(opened, lockOf(given.name), async () => {
      await schedule(opened, given)
      const [own, ...others] = await jobsOf(opened, given.name)
      if (!own?.isOwn) throw new OperatorError(`name: pg_cron did not keep the job ${given.name}.`)
      for (const { id, owner } of others) {
        await unschedule(opened, given.name, id)
        say(`The job ${given.name} of role ${owner} was unscheduled: it was there twice.`)
      }
      return { jobId: own.id }
    })
  })
}

async function schedule(session: Session, given: JobInputs): Promise<void> {
  const { name, schedule: when, command, active } = given
  const database = given.database ?? (await databaseOf(session))
  const [own] = await jobsOf(session, name)
  const isSame = own?.isOwn && own.schedule === when && own.command === command
  if (!isSame) {
    await about(`The job ${name} could not be scheduled (name, schedule, command)`, () =>
      session.query('select cron.schedule($1, $2, $3)', [name, when, command]),
    )
  }
  const [job] = await jobsOf(session, name)
  if (!job || (job.active === active && job.database === database)) return
  const changed = job.database === database ? 'active' : 'database'
  await about(`The job ${name} could not be given its ${changed} (${changed})`, () =>
    session.query('select cron.alter_job($1, database := $2, active := $3)', [
      job.id,
      job.database === database ? null : database,
      active,
    ]),
  )
}

async function unschedule(session: Session, name: string, id: number): Promise<void> {
  await about(`The job ${name} could not be unscheduled (name)`, () =>
    session.query('select cron.unschedule($1::bigint)', [id]),
  )
}

async function jobsOf(session: Session, name: string): Promise<Job[]> {
  const { rows } = await session.query<Job>(jobsSql, [name])
  return rows
}

async function databaseOf(session: Session): Promise<string> {
  const { rows } = await session.query<{ name: string }>('select current_database() as name')
  return rows[0]?.name ?? ''
}

/** Where the setting can't be seen it is taken for what it is unless somebody has changed it. */
async function holdToUtc(session: Session): Promise<void> {
  const { rows } = await session.query<{ setting: string }>(
    "select s.setting from pg_catalog.pg_settings as s where s.name = 'cron.timezone'",
  )
  const fault = zoneFault(rows[0]?.setting ?? 'GMT')
  if (fault) throw new OperatorError(`schedule ${fault}`)
}

function lockOf(name: string): string {
  return `rollcall job ${name}`
}
