import { installNet, look, scratchDatabase } from '@rollcall/testing'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

test('finds a job that could not even be started, of which pg_cron knows no time', async () => {
  await query("insert into cron.job_run_details (jobid, runid, status) values (1, 6, 'failed')")
  expect(await look(database, schedulesActive)).toMatchObject({
    findings: [{ key: 'job/rollcall-weekly-tick/failed' }],
    evidence: { lastTick: '2026-03-11T10:50:00+00:00' },
  })
  await query('delete from cron.job_run_details where runid = 6')
})

test('knows the tick that has the edge function called, and when the house was last kept', async () => {
  await query("update cron.job set command = 'select rollcall.weekly_call()'")
  await query(
    `insert into cron.job (jobid, schedule, command, jobname)
     values (9, '17 3 * * *', 'select rollcall.keep_house()', 'rollcall-housekeeping')`,
  )
  await ran(9, 90, '2026-03-11T03:17:00Z')
  expect(await look(database, schedulesActive)).toMatchObject({
    state: 'pass',
    evidence: { jobs: 2, lastHousekeeping: '2026-03-11T03:17:00+00:00' },
  })
  await query('delete from cron.job where jobid = 9')
  await query("update cron.job set command = 'select rollcall.weekly_tick()'")
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

describe('calls of the edge function', () => {
  beforeAll(async () => {
    await query('drop schema cron cascade')
    await query(cron)
    await query(tick)
    await ran(1, 1, '2026-03-11T10:07:00Z')
  })
  beforeEach(() => query('truncate rollcall.function_calls, rollcall.generation_runs'))

  /** A call of the tests' day, by default one that nothing has become of. */
  function called(time: string, path: string, { status, error }: Outcome = {}) {
    const at = `2026-03-11T${time}:00Z`
    return query(
      `insert into rollcall.function_calls (request_id, path, requested_at, status, error, finished_at)
       values (1, $1, $2, $3, $4, $5)`,
      path,
      at,
      status,
      error,
      status || error ? at : null,
    )
  }
  type Outcome = { status?: number; error?: string }
  const weekly = 'generate-weekly-classes'
  async function found() {
    const verdict = await look(database, schedulesActive)
    return verdict.state === 'fail'
      ? verdict.findings.map(({ key, severity }) => `${key} ${severity}`)
      : verdict.state
  }

  test('clear, found, clear again: by the newest call to each path', async () => {
    await called('08:07', weekly, { status: 200 })
    await called('08:10', 'webhook', { status: 204 })
    expect(await look(database, schedulesActive)).toMatchObject({
      state: 'pass',
      evidence: { examined: 4, calls: 2, lastCall: '2026-03-11T08:10:00+00:00' },
    })
    await called('09:07', weekly, { status: 401 })
    await called('09:08', 'webhook', { error: 'timed out' })
    expect(await found()).toEqual([`call/${weekly}/failed error`, 'call/webhook/failed warning'])
    await called('10:07', weekly, { status: 202 })
    await called('10:08', 'webhook', { status: 200 })
    expect(await found()).toBe('pass')
  })

  test('says what to look at, and quotes no text that came from outside', async () => {
    await called('09:07', weekly, { status: 500 })
    await called('09:08', 'webhook', { error: 'no such host: vera-prado.example' })
    await called('09:09', 'generate-missing-classes')
    const verdict = await look(database, schedulesActive)
    expect(verdict).toMatchObject({
      findings: [
        {
          key: `call/${weekly}/failed`,
          detail: `The call of the function class-tracking/${weekly} on 2026-03-11 at 09:07 UTC was answered with status 500: look into the function's log.`,
        },
        {
          key: 'call/generate-missing-classes/lost',
          severity: 'warning',
          detail: expect.stringContaining('net.worker_restart()'),
        },
        { key: 'call/webhook/failed', detail: expect.stringContaining('select error from') },
      ],
    })
    expect(JSON.stringify(verdict)).not.toContain('vera')
  })

  test('a call has ten minutes to be answered, and an older one speaks meanwhile', async () => {
    await called('10:07', weekly, { status: 200 })
    await called('10:51', weekly)
    expect(await found()).toBe('pass')
    await query(
      "update rollcall.function_calls set requested_at = '2026-03-11T10:49:00Z' where status is null",
    )
    expect(await found()).toEqual([`call/${weekly}/lost error`])
  })

  test('a weekly run that came to its end after all needs no call, and what is past is past', async () => {
    await called('09:07', weekly, { error: 'timed out' })
    await query(
      `insert into rollcall.generation_runs (operation, week, started_at, finished_at)
       values ('weekly', '2026-03-09', '2026-03-09T06:07:00Z', '2026-03-11T09:10:00Z')`,
    )
    expect(await found()).toBe('pass')
    await query("update rollcall.generation_runs set finished_at = '2026-03-11T09:00:00Z'")
    expect(await found()).toEqual([`call/${weekly}/failed error`])
    await query("update rollcall.function_calls set requested_at = '2026-03-03T10:59:00Z'")
    expect(await found()).toBe('pass')
    // Of a later day, as the tests' clock has it.
    await query("update rollcall.function_calls set requested_at = '2026-03-11T11:01:00Z'")
    expect(await found()).toBe('pass')
  })

  test('an outcome that only pg_net knows yet counts, whoever looks', async () => {
    await installNet(database.session)
    await called('09:07', weekly)
    await query('insert into net._http_response (id, status_code) values (1, 200)')
    expect(await found()).toBe('pass')
    await query('update net._http_response set status_code = 503')
    expect(await found()).toEqual([`call/${weekly}/failed error`])
    // As older versions of pg_net have it.
    await query('revoke all on schema net from public')
    expect(await found()).toEqual([`call/${weekly}/failed error`])
    await query('drop schema net cascade')
    expect(await found()).toEqual([`call/${weekly}/lost error`])
  })
})
