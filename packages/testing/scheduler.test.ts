import { allChecks } from '@rollcall/core'
import { connect, type EmbeddedServer, migrate, type Session } from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

  test('finds what is wrong with the jobs, and passes when they run', {
    timeout: 180_000,
  }, async () => {
    expect(await found()).toEqual(['extension/pg_cron error'])
    await session.query('create extension pg_cron')
    expect(await found()).toEqual(['job/weekly-tick error'])
    await schedule('rollcall-weekly-tick', 'select rollcall.weekly_tick()')
    expect(await found()).toBe('pass')
    await schedule('broken-tick', 'select rollcall.weekly_tick(), 1 / 0')
    await schedule('nightly', 'select 1 / 0')
    await allRan(session, 3)
    expect(await found()).toEqual(['job/broken-tick/failed error', 'job/nightly/failed warning'])
    await unschedule('broken-tick')
    await unschedule('nightly')
    expect(await found()).toBe('pass')
    expect(await found(4)).toEqual(['job/weekly-tick/late error'])
    await session.query('select cron.alter_job(jobid, active := false) from cron.job')
    expect(await found()).toEqual(['job/weekly-tick error'])
    await session.query('select cron.alter_job(jobid, active := true) from cron.job')
    expect(await found()).toBe('pass')
    await unschedule('rollcall-weekly-tick')
    expect(await found()).toEqual(['job/weekly-tick error'])
  })
})

/** Resolves once so many jobs have each come to an end at least once: they start on the full minute. */
async function allRan(session: Session, jobs: number) {
  for (;;) {
    const { rows } = await session.query<{ ended: number }>(
      `select count(distinct jobid)::integer as ended from cron.job_run_details
       where status in ('succeeded', 'failed')`,
    )
    if (rows[0]?.ended === jobs) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
