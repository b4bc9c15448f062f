import { connect } from '@rollcall/database'
import { emptySchool, enrol, look, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { runChecks } from '../run-checks.ts'
import { generationOutcomes } from './generation-outcomes.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

/** A row for each of so many students, who are enrolled past the triggers. */
const logs = async (count: number, status: string, operation = 'update') => {
  await database.session.query('set session_replication_role = replica')
  await database.session.query(
    `insert into public.students (id, first_name, last_name)
     select n, 'Vera', 'Prado' from generate_series(1, $1::integer) as n on conflict do nothing`,
    [count],
  )
  await database.session.query('reset session_replication_role')
  await database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status)
     select n, $2, timestamptz '2026-03-10T08:00:00Z' + n * interval '1 second', $3 from generate_series(1, $1::integer) as n`,
    [count, operation, status],
  )
}
const run = (status: string, at: string, milliseconds: number | null = null) =>
  database.session.query(
    "insert into public.class_generation_logs (operation, trigger_time, status, duration_ms) values ('scheduled', $1, $2, $3)",
    [at, status, milliseconds],
  )

test('is clear, finds a whole-school run that failed, and is clear when the next one succeeded', async () => {
  await run('success', '2026-03-09T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
  await run('failed', '2026-03-10T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'run/scheduled' }],
  })
  await run('success', '2026-03-10T07:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
})

test('a partial run is a warning', async () => {
  await run('partial', '2026-03-10T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    severity: 'warning',
  })
})

test('one failed student is nothing, more than one in twenty is trouble', async () => {
  await logs(38, 'success')
  await logs(2, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
  await logs(1, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    findings: [
      { key: 'operation/update', detail: '3 of 41 generations (update) failed, more than 5%.' },
    ],
  })
})

test('what a later generation of the same student made good is trouble no more', async () => {
  await logs(10, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    findings: [{ key: 'operation/update' }],
  })
  await logs(10, 'skipped', 'correction')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'fail' })
  await logs(9, 'success', 'correction')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'pass',
    evidence: { failed: 10 },
  })
})

test('who had left by then, or has been deleted, does not count, neither among the failures nor among all', async () => {
  await logs(10, 'failed')
  const students = async (change: string) => {
    await database.session.query('set session_replication_role = replica')
    await database.session.query(change)
    await database.session.query('reset session_replication_role')
  }
  await students("update public.students set end_date = '2026-03-10' where id <= 3")
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    findings: [{ detail: '10 of 10 generations (update) failed, more than 5%.' }],
  })
  await students("update public.students set end_date = '2026-03-09' where id <= 3")
  await students(
    "update public.students set archived_at = '2026-03-10T08:00:05Z' where id between 4 and 6",
  )
  await students('delete from public.students where id = 7')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    findings: [{ detail: '4 of 4 generations (update) failed, more than 5%.' }],
    evidence: { failed: 10, ofDeletedStudents: 1, ofStudentsWhoHadLeft: 5 },
  })
  await students("update public.students set archived_at = '2026-03-01T00:00:00Z'")
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
})

test('while the weekly run may still be late, the one before it is the newest', async () => {
  await run('failed', '2026-03-02T06:00:00Z')
  const at = (now: string) => look(database, generationOutcomes, { now })
  expect(await at('2026-03-09T07:59:00Z')).toMatchObject({ findings: [{ key: 'run/scheduled' }] })
  await run('success', '2026-03-09T06:00:00Z')
  expect(await at('2026-03-09T07:59:00Z')).toMatchObject({ state: 'pass' })
})

test('the run of the week is looked at though the school has moved to another zone since', async () => {
  await enrol(database)
  await database.session.query('truncate public.class_generation_logs')
  await database.session.query("select rollcall.weekly_tick('2026-03-09T06:00:00Z')")
  await database.session.query("update rollcall.school set timezone = 'America/Los_Angeles'")
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'pass',
    evidence: { examined: 1 },
  })
  await database.session.query("update rollcall.school set timezone = 'UTC'")
})

test('the only student of the week who failed is not yet generation as a whole', async () => {
  await logs(1, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
})

test('the share is what the configuration says, for each operation by itself', async () => {
  await logs(200, 'success', 'insert')
  await logs(98, 'success')
  await logs(2, 'failed')
  const thresholds = { ...defaultConfig.thresholds, failedShare: 0.015 }
  expect(await look(database, generationOutcomes, { config: { thresholds } })).toMatchObject({
    findings: [{ detail: '2 of 100 generations (update) failed, more than 1.5%.' }],
  })
})

test('shows what it looked at', async () => {
  await run('success', '2026-03-09T06:00:00Z', 30)
  await run('success', '2026-03-10T06:00:00Z', 10)
  await logs(1, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({
    window: { from: '2026-03-09T06:00:00.000Z', to: testNow },
    evidence: {
      examined: 3,
      failed: 1,
      newest: '2026-03-10T08:00:01+00:00',
      averageMilliseconds: 20,
      byOutcome: [
        { operation: 'scheduled', status: 'success', rows: 2 },
        { operation: 'update', status: 'failed', rows: 1 },
      ],
    },
  })
})

test('looks back to where it last saw, when that was before the weekly run was due', async () => {
  await run('failed', '2026-03-03T06:00:00Z')
  const [verdict] = await runChecks({
    checks: [generationOutcomes],
    config: defaultConfig,
    now: testNow,
    open: () => connect(database.url, { now: testNow }),
    watermarks: new Map([['generation-outcomes', '2026-03-01T00:00:00.000Z']]),
  })
  expect(verdict).toMatchObject({
    state: 'fail',
    window: { from: '2026-03-01T00:00:00.000Z' },
    findings: [{ key: 'run/scheduled' }],
  })
})

test('no log row since the weekly run was due is not "no failures"', async () => {
  await enrol(database)
  await database.session.query('truncate public.class_generation_logs')
  await run('success', '2026-03-02T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'unknown',
    reason:
      'No generation was logged since 2026-03-09T06:00:00.000Z, though 1 student has a schedule',
  })
})

test('without a student who has a schedule there was nothing to generate', async () => {
  await enrol(database, { end_date: '2026-03-03' })
  await enrol(database, { archived_at: '2026-03-01T00:00:00Z' })
  await enrol(database, { fixed_schedule: null })
  await database.session.query('truncate public.class_generation_logs')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('no active student has a schedule'),
  })
})

test("quotes no text of an application's own log, and finds what it leaves unnamed", async () => {
  await database.session.query(
    `alter table public.class_generation_logs drop constraint class_generation_logs_operation,
       drop constraint class_generation_logs_status, alter operation drop not null`,
  )
  await database.session.query(
    `insert into public.class_generation_logs (operation, trigger_time, status)
     values (null, $1, 'failed'), ('Vera <b>@everyone</b>', $1, 'Vera @everyone')`,
    ['2026-03-10T06:00:00Z'],
  )
  const found = await look(database, generationOutcomes)
  expect(JSON.stringify(found)).not.toMatch(/Vera|everyone|<b>/)
  expect(found).toMatchObject({ evidence: { examined: 2, failed: 1 } })
  expect(found).toMatchObject({ state: 'fail', findings: [{ key: 'run/unnamed' }] })
})

test("reads an application's own outcomes, whatever their type", async () => {
  await database.session.query("create type public.outcome as enum ('completed', 'failed')")
  await database.session.query(
    `alter table public.class_generation_logs
       drop constraint if exists class_generation_logs_status,
       alter status type public.outcome using 'completed'`,
  )
  await run('completed', '2026-03-09T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
  await run('failed', '2026-03-10T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'fail' })
})
