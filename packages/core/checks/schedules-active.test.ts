import { look, scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { schedulesActive } from './schedules-active.ts'

const database = scratchDatabase()
const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)

/** The two tables of pg_cron 1.6, which the embedded server can't load. */
const cron = `
  create schema cron;
  revoke all on schema cron from public;
  create table cron.job (
    jobid bigint primary key, schedule text not null, command text not null,
    nodename text not null default 'localhost', nodeport integer not null default 5432,
    database text not null default current_database(), username text not null default current_user,
    active boolean not null default true, jobname name
  );
  create table cron.job_run_details (
    jobid bigint, runid bigint primary key, job_pid integer, database text, username text, command text,
    status text, return_message text, start_time timestamptz, end_time timestamptz
  );`

const tick = `insert into cron.job (jobid, schedule, command, jobname)
  values (1, '7 * * * *', 'select rollcall.weekly_tick()', 'rollcall-weekly-tick')`
const ran = (job: number, run: number, at: string, status = 'succeeded') =>
  query(
    'insert into cron.job_run_details (jobid, runid, start_time, status) values ($1, $2, $3, $4)',
    job,
    run,
    at,
    status,
  )

test('is skipped where the server has no pg_cron, and says what to do instead', async () => {
  expect(await look(database, schedulesActive)).toMatchObject({
    state: 'skipped',
    reason: expect.stringContaining('a scheduled `rollcall generate weekly`'),
    evidence: { available: false, installed: false },
  })
})

test('finds the tick missing, switched off, late and failed, and is clear when it runs on time', async () => {
  await query(cron)
  const found = async () => {
    const verdict = await look(database, schedulesActive)
    return verdict.state === 'fail'
      ? verdict.findings.map(({ key, severity }) => `${key} ${severity}`)
      : verdict.state
  }
  expect(await found()).toEqual(['job/weekly-tick error'])
  await query(tick)
  // It has not been due yet.
  expect(await found()).toBe('pass')
  await ran(1, 1, '2026-03-11T08:29:00Z')
  expect(await found()).toEqual(['job/weekly-tick/late error'])
  await ran(1, 2, '2026-03-11T10:07:00Z')
  expect(await found()).toBe('pass')
  await ran(1, 3, '2026-03-11T10:37:00Z', 'failed')
  expect(await found()).toEqual(['job/rollcall-weekly-tick/failed error'])
  // What the clock has not reached yet is no run.
  await ran(1, 4, '2026-03-11T11:07:00Z')
  expect(await found()).toEqual(['job/rollcall-weekly-tick/failed error'])
  await ran(1, 5, '2026-03-11T10:50:00Z')
  expect(await found()).toBe('pass')
  await query('update cron.job set active = false')
  expect(await found()).toEqual(['job/weekly-tick error'])
  await query('update cron.job set active = true')
})

test("warns of the application's own jobs, without quoting their names or commands", async () => {
  await query(
    `insert into cron.job (jobid, schedule, command, jobname) values
       (2, '* * * * *', 'select remind(''Vera'')', 'remind Vera Prado'), (3, '* * * * *', 'select 1', null),
       (4, '* * * * *', 'select 1', 'resting')`,
  )
  await query('update cron.job set active = false where jobid = 4')
  await ran(2, 20, '2026-03-11T10:59:00Z', 'failed')
  await ran(3, 30, '2026-03-11T10:59:00Z')
  await ran(4, 40, '2026-03-11T10:59:00Z', 'failed')
  const verdict = await look(database, schedulesActive)
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      { key: expect.stringMatching(/^job\/unnamed-[0-9a-f]{8}\/failed$/), subject: { jobId: 2 } },
    ],
    evidence: { examined: 5, jobs: 4, active: 3, lastTick: '2026-03-11T10:50:00+00:00' },
  })
  expect(JSON.stringify(verdict)).not.toContain('Vera')
})

test('looks at the jobs of this database only', async () => {
  await query("update cron.job set database = 'another'")
  expect(await look(database, schedulesActive)).toMatchObject({
    findings: [{ key: 'job/weekly-tick' }],
    evidence: { jobs: 0 },
  })
})
