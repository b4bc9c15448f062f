import { emptySchool, enrol, lookAs, look as lookAsBoth, scratchDatabase } from '@rollcall/testing'
import { calls, hoursAgo, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { beforeEach, expect, test } from 'vitest'
import { edgeFunctionExecutions } from './edge-function-executions.ts'
import { connected, keysOf, withstandsWhatLogsDo } from './log-scenarios.ts'
import { lookAtPlatform } from './look-at-platform.ts'

const database = scratchDatabase()
const project = projectWithLogs()
const query = (sql: string, values: unknown[] = []) => database.session.query(sql, values)

/** Three hours after the weekly run was due, in the school's zone. */
const monday = '2026-03-09T09:00:00.000Z'

beforeEach(async () => {
  await emptySchool(database)
  await query('drop schema if exists cron cascade')
  await query('drop schema if exists supabase_functions cascade')
})

const check = () => edgeFunctionExecutions.of(connected(project.emulator))
const look = (at = now) => lookAsBoth(database, check(), { now: at })
const without = (at = now) => lookAtPlatform(project.emulator, edgeFunctionExecutions, { now: at })
/** Hours before now, in which the calls of Monday at 07:00 lie. */
const mondayAtSeven = 52
const add = (...events: Parameters<typeof calls>) => project.emulator.logs.add(calls(...events))
const weekly = (status = 200) =>
  add(1, { path: 'generate-weekly-classes', hours: mondayAtSeven, status })
const webhook = (status = 200) => add(2, { path: 'webhook', status })

const logged = (operation: string, at: string, classes = 4) =>
  query(
    `insert into public.class_generation_logs (operation, status, classes_created, trigger_time)
     values ($1, 'success', $2, $3)`,
    [operation, classes, at],
  )

/** As Supabase makes a webhook of the database. */
const databaseWebhook = () =>
  query(
    `create schema supabase_functions;
     create function supabase_functions.http_request() returns trigger language plpgsql
     set search_path = '' as 'begin return new; end';
     create trigger sends_on after insert or update on public.students for each row
     execute function supabase_functions.http_request(
       'https://x.supabase.co/functions/v1/class-tracking/webhook', 'POST', '{"Authorization":"secret"}', '{}', '5000'
     )`,
  )

const cron = `
  create schema cron;
  create table cron.job (
    jobid bigint primary key, schedule text, command text, active boolean not null default true,
    database text not null default current_database(), jobname name
  );
  create table cron.job_run_details (
    jobid bigint, runid bigint primary key, status text, start_time timestamptz
  );
  insert into cron.job (jobid, schedule, command) values (1, '7 * * * *', 'select rollcall.weekly_tick()')`

// Without a database a webhook that ran is proof, as long as it is no Monday.
withstandsWhatLogsDo(edgeFunctionExecutions, project, () => webhook())

test('the weekly function: clear, found, clear again', async () => {
  weekly()
  const clear = await look(monday)
  expect(clear).toMatchObject({
    state: 'pass',
    window: { from: '2026-03-08T07:00:00.000Z', to: monday },
    evidence: {
      functions: [{ slug: 'class-tracking', status: 'ACTIVE', version: 1 }],
      calls: { weekly: { succeeded: 1, failed: 0, newest: '2026-03-09T07:00:00.000Z' } },
      due: { weeklyDueAt: '2026-03-09T06:00:00.000Z', weeklyMade: false, studentsWritten: 0 },
    },
  })
  const { emulator } = project
  emulator.reset()
  emulator.functions.set([{ slug: 'class-tracking' }])
  for (let hours = 40; hours < 100; hours += 1) {
    emulator.logs.add([{ timestamp: hoursAgo(hours), source: 'postgres_logs' }])
  }
  emulator.logs.add([{ timestamp: '2026-03-09T08:30:00Z', source: 'postgres_logs' }])
  expect(await look(monday)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'route/weekly',
        detail:
          'The weekly function was due on 2026-03-09 at 06:00 UTC and has not succeeded since: it was not called, and no run is on record, so that classes of the coming week may be missing.',
      },
    ],
  })
  emulator.functions.set([{ slug: 'class-tracking', id: 'f-1' }])
  add(1, { path: 'generate-weekly-classes', hours: 51, id: 'f-1' })
  expect(await look(monday)).toMatchObject({ state: 'pass' })
})

test('a weekly function that fails has not run', async () => {
  weekly(401)
  expect(await look(monday)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ detail: expect.stringContaining('1 calls of it failed') }],
  })
  await logged('scheduled', '2026-03-09T06:30:00Z')
  expect(await look(monday)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [{ detail: expect.stringContaining('made by another path') }],
  })
})

test('a call before it was due is not the run of this week', async () => {
  add(1, { path: 'generate-weekly-classes', hours: mondayAtSeven + 1.5 })
  expect(keysOf(await look(monday))).toEqual(['route/weekly'])
})

test('within the grace, and on other days, the weekly function is not due', async () => {
  expect(await look('2026-03-09T07:59:00.000Z')).toMatchObject({
    state: 'pass',
    evidence: { due: { weeklyDueAt: null } },
  })
  expect(keysOf(await look('2026-03-09T08:01:00.000Z'))).toEqual(['route/weekly'])
  expect(keysOf(await look())).toBe('pass')
})

test('a run that another look would have missed by its grace is seen the day after', async () => {
  expect(keysOf(await look('2026-03-10T07:30:00.000Z'))).toEqual(['route/weekly'])
})

test('the webhook: clear, found, clear again', async () => {
  await databaseWebhook()
  expect(await look()).toMatchObject({ state: 'pass', evidence: { due: { hasWebhook: true } } })
  await logged('insert', hoursAgo(2))
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'route/webhook',
        detail:
          'Students were written 1 times (4 classes were made), and the webhook that the database has for it was not called.',
      },
    ],
  })
  webhook(500)
  expect(await look()).toMatchObject({
    findings: [{ detail: expect.stringContaining('failed at each of 2 calls') }],
  })
  webhook()
  const verdict = await look()
  expect(verdict).toMatchObject({ state: 'pass' })
  expect(JSON.stringify(verdict)).not.toContain('secret')
})

test('what was written a moment ago may be on its way', async () => {
  await databaseWebhook()
  await logged('update', hoursAgo(0.2))
  expect(keysOf(await look())).toBe('pass')
})

test('without a webhook in the database the function is not called for a student', async () => {
  await enrol(database)
  await logged('insert', hoursAgo(2))
  expect(await look()).toMatchObject({ state: 'pass', evidence: { due: { hasWebhook: false } } })
})

test('where pg_cron makes the weekly run the function need not, and need not be there', async () => {
  await query(cron)
  expect(await look(monday)).toMatchObject({
    state: 'pass',
    evidence: { due: { madeByCron: true } },
  })
  project.emulator.reset()
  expect(await look(monday)).toMatchObject({
    state: 'skipped',
    reason: expect.stringMatching(/by pg_cron/),
  })
  await query('update cron.job set active = false')
  expect(keysOf(await look(monday))).toContain('function/class-tracking/missing')
})

test.each([
  ['THROTTLED', ['function/class-tracking/status']],
  ['REMOVED', ['function/class-tracking/status']],
  ['SOMETHING_NEW', 'pass'],
])('a function that is %s', async (status, wanted) => {
  project.emulator.functions.set([{ slug: 'class-tracking', status }])
  expect(keysOf(await look())).toEqual(wanted)
})

test('functions of other names are told by them', async () => {
  project.emulator.functions.set([
    { slug: 'weekly-run', id: 'w' },
    { slug: 'student-webhook', id: 's' },
  ])
  add(1, { path: '', hours: mondayAtSeven, id: 'w' })
  add(3, { path: '', hours: mondayAtSeven, id: 's' })
  const config = { edgeFunctions: ['weekly-run', 'student-webhook'] }
  expect(await lookAsBoth(database, check(), { now: monday, config })).toMatchObject({
    state: 'pass',
    evidence: { calls: { weekly: { succeeded: 1 }, webhook: { succeeded: 3 } } },
  })
})

test('without a database, silence is unknown, and a Monday asks for the weekly function', async () => {
  expect(await without()).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(/could not be asked of the database/),
  })
  webhook()
  expect(await without()).toMatchObject({
    state: 'pass',
    evidence: { due: 'not known: the database does not tell' },
  })
  add(1, { path: 'webhook', hours: 60 })
  for (const at of ['2026-03-08T17:00:00.000Z', monday, '2026-03-10T11:00:00.000Z']) {
    expect(await without(at)).toMatchObject({ state: 'unknown' })
  }
  weekly()
  expect(await without(monday)).toMatchObject({ state: 'pass' })
})

test('where rows are hidden from the role that looks, what was due is not known', async () => {
  await logged('insert', hoursAgo(2))
  await query('drop policy rollcall_reader_looks on public.class_generation_logs')
  const verdict = await lookAs(database.as('looker'), check())
  await query(
    'create policy rollcall_reader_looks on public.class_generation_logs for select to rollcall_reader using (true)',
  )
  expect(verdict).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(/^Row level security hides rows of public.class_generation_logs/),
    hint: expect.stringContaining('rollcall_reader'),
    evidence: { due: 'not known: the database does not tell' },
  })
})

test('logs that broke off prove neither that it ran nor that it did not', async () => {
  project.emulator.logs.outage('2026-03-09T03:00:00Z')
  expect(await look(monday)).toMatchObject({ state: 'unknown' })
})
