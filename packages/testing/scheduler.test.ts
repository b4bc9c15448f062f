import { allChecks } from '@rollcall/core'
import { connect, type EmbeddedServer, migrate, type Session } from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crashAndRestart } from './crash-and-restart.ts'
import { systemServer } from './installations.ts'
import { look } from './look.ts'
import { loginAt } from './scratch-database.ts'
import { startTestServer } from './test-server.ts'

// pg_cron needs a server that loads it, which the embedded one can't.
describe.runIf(systemServer)('schedules-active on a real pg_cron', () => {
  let server: EmbeddedServer
  let session: Session
  beforeAll(async () => {
    server = await startTestServer({
      installation: systemServer as string,
      settings: {
        shared_preload_libraries: 'pg_stat_statements,pg_cron',
        'cron.database_name': 'postgres',
        // Otherwise it would log in, for which it has no password.
        'cron.use_background_workers': 'on',
      },
    })
    session = await connect(server.url())
    await migrate(session)
  })
  afterAll(async () => {
    await session.end()
    await server.stop()
  })

  /** The keys of what the check finds, or its state; pg_cron runs by the wall clock, so it looks by that. */
  async function found(hoursAhead = 0) {
    const check = allChecks.find(({ id }) => id === 'schedules-active')
    if (!check) throw new Error('There is no check schedules-active.')
    const url = server.url()
    const now = new Date(Date.now() + hoursAhead * 3_600_000).toISOString()
    const verdict = await look({ url, as: (login) => loginAt(url, login) }, check, { now })
    return verdict.state === 'fail'
      ? verdict.findings.map(({ key, severity }) => `${key} ${severity}`)
      : verdict.state
  }
  const schedule = (name: string, command: string) =>
    session.query('select cron.schedule($1, $2, $3)', [name, '* * * * *', command])
  const unschedule = (name: string) => session.query('select cron.unschedule($1)', [name])

  // The tests below are acts of one story: a job starts on the full minute, and they share the minutes.
  test('asks for the extension, and for the job', async () => {
    expect(await found()).toEqual(['extension/pg_cron error'])
    await session.query('create extension pg_cron')
    expect(await found()).toEqual(['job/weekly-tick error'])
  })

  test('a weekly run that is due generates what is missing', { timeout: 120_000 }, async () => {
    await session.query(studentWithoutClasses)
    await schedule('rollcall-weekly-tick', 'select rollcall.weekly_tick()')
    await schedule('rollcall-housekeeping', 'select rollcall.keep_house()')
    await schedule('broken-tick', 'select rollcall.weekly_tick(), 1 / 0')
    await schedule('nightly', 'select 1 / 0')
    expect(await found()).toBe('pass')
    await session.query(oldRuns)
    await ended(session, 1)
    const { classes, weeks, logs } = await generated(session)
    expect({ weeks, logs }).toEqual({ weeks: 1, logs: 1 })
    // From today to the end of next week.
    expect(classes).toBeGreaterThanOrEqual(8)
  })

  test('what failed is found until it is gone', async () => {
    expect(await found()).toEqual(['job/broken-tick/failed error', 'job/nightly/failed warning'])
    await unschedule('broken-tick')
    await unschedule('nightly')
    expect(await found()).toBe('pass')
  })

  test('a second tick does nothing', { timeout: 120_000 }, async () => {
    const before = await generated(session)
    await ended(session, 2)
    expect(await generated(session)).toEqual(before)
    expect(await found()).toBe('pass')
  })

  test('housekeeping has deleted the old runs from the log of pg_cron', async () => {
    const { rows } = await session.query(
      "select 1 from cron.job_run_details where start_time < now() - interval '31 days'",
    )
    expect(rows).toEqual([])
  })

  test('a tick that is late, switched off or gone is found', async () => {
    expect(await found(4)).toEqual(['job/weekly-tick/late error'])
    await session.query('select cron.alter_job(jobid, active := false) from cron.job')
    expect(await found()).toEqual(['job/weekly-tick error'])
    await session.query('select cron.alter_job(jobid, active := true) from cron.job')
    expect(await found()).toBe('pass')
    await unschedule('rollcall-weekly-tick')
    expect(await found()).toEqual(['job/weekly-tick error'])
    await schedule('rollcall-weekly-tick', 'select rollcall.weekly_tick()')
    expect(await found()).toBe('pass')
  })

  test('a scheduler that has died is found, and a restart revives it', {
    timeout: 60_000,
  }, async () => {
    await session.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where backend_type = 'pg_cron launcher'",
    )
    expect(await found()).toEqual(['scheduler/pg_cron error'])
    await session.end()
    await crashAndRestart(server.url())
    session = await connect(server.url())
    await launched(session)
    expect(await found()).toBe('pass')
  })
})

/** A student for every day from today on, whose classes were lost. */
const studentWithoutClasses = `
  set session_replication_role = replica;
  insert into public.students (first_name, last_name, start_date, fixed_schedule)
  select 'Vera', 'Prado', rollcall.local_date(now()), jsonb_agg(jsonb_build_object('day', d, 'start_time', '17:00', 'duration_minutes', 60))
  from generate_series(1, 7) as d;
  reset session_replication_role`

/** What each job would have logged a year ago: the newest of each, until it has run. */
const oldRuns = `
  insert into cron.job_run_details (jobid, runid, username, status, start_time, end_time)
  select j.jobid, -n, j.username, 'succeeded', now() - interval '1 year', now() - interval '1 year'
  from cron.job as j cross join lateral (select j.jobid as n) as run`

/** How many classes there are, weeks whose run is noted, and weekly runs that were logged. */
async function generated(session: Session) {
  const { rows } = await session.query<{ classes: number; weeks: number; logs: number }>(
    `select (select count(*) from public.classes) as classes,
            (select count(*) from rollcall.generation_runs) as weeks,
            (
              select count(*) from public.class_generation_logs
              where operation = 'scheduled' and student_id is null
            ) as logs`,
  )
  return rows[0] as (typeof rows)[number]
}

/** Resolves once every job has come to an end so many times since the tests began. */
async function ended(session: Session, times: number) {
  await until(
    session,
    `select bool_and(r.runs >= ${times}) as reached
     from cron.job as j
     cross join lateral (
       select count(*) as runs from cron.job_run_details as d
       where d.jobid = j.jobid and d.runid > 0 and d.status in ('succeeded', 'failed')
     ) as r`,
  )
}

/** Resolves once the scheduler is there. */
async function launched(session: Session) {
  await until(session, 'select rollcall.scheduler_runs() as reached')
}

async function until(session: Session, question: string) {
  for (;;) {
    const { rows } = await session.query<{ reached: boolean }>(question)
    if (rows[0]?.reached) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
