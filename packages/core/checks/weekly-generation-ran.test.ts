import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { weeklyGenerationRan } from './weekly-generation-ran.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

test('is clear, finds the week that did not run, and is clear when it has run late', async () => {
  await enrol(database)
  await database.session.query("select rollcall.generate_weekly('2026-03-09T06:00:00Z')")
  expect(await look(database, weeklyGenerationRan)).toMatchObject({ state: 'pass' })
  const now = '2026-03-18T12:00:00.000Z'
  expect(await look(database, weeklyGenerationRan, { now })).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'week/2026-03-16',
        detail:
          'The run due on 2026-03-16 06:00 (UTC) has not happened; the last one that did not fail was on 2026-03-09 06:00.',
      },
    ],
  })
  expect(await look(database, weeklyGenerationRan, { now, remedy: true })).toMatchObject({
    state: 'remedied',
    done: 'The weekly run is done: 2 classes were created.',
  })
  expect(await look(database, weeklyGenerationRan, { now })).toMatchObject({ state: 'pass' })
})

test('is due at six of the school, in summer as in winter', async () => {
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  await enrol(database)
  await database.session.query("select rollcall.generate_weekly('2026-03-23T06:00:00Z')")
  // On 2026-03-30 the clock has been put forward: six is 04:00 in UTC, and grace lasts two hours.
  expect(
    await look(database, weeklyGenerationRan, { now: '2026-03-30T05:59:59.000Z' }),
  ).toMatchObject({
    state: 'pass',
  })
  expect(
    await look(database, weeklyGenerationRan, { now: '2026-03-30T06:00:00.000Z' }),
  ).toMatchObject({
    state: 'fail',
    findings: [{ key: 'week/2026-03-30' }],
  })
})

const log = (status: string, at: string, operation = 'scheduled') =>
  database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status, classes_created)
     values (1, $1, $2, $3, 2)`,
    [operation, at, status],
  )

test.each(['success', 'partial'])(
  'a student row that ended %s is the trace of a run',
  async (status) => {
    await enrol(database)
    await log(status, '2026-03-09T06:00:00Z')
    expect(await look(database, weeklyGenerationRan)).toMatchObject({
      state: 'pass',
      evidence: {
        examined: 1,
        dueAt: '2026-03-09T06:00:00+00:00',
        lastRunAt: '2026-03-09T06:00:00+00:00',
        lastStatus: status,
        classesCreatedSince: 2,
      },
    })
  },
)

test('a run ahead of the time, or of another kind, is not the one that was due', async () => {
  await enrol(database)
  await log('success', '2026-03-09T05:59:59Z')
  await log('success', '2026-03-09T08:00:00Z', 'correction')
  expect(await look(database, weeklyGenerationRan)).toMatchObject({
    state: 'fail',
    evidence: { lastRunAt: '2026-03-09T05:59:59+00:00', logRowsSince: 0 },
  })
})

test('none was due before the first schedule was known, and then each one is', async () => {
  await enrol(database)
  expect(await look(database, weeklyGenerationRan)).toMatchObject({
    state: 'pass',
    evidence: {
      dueAt: '2026-03-09T06:00:00+00:00',
      schedulesKnownSince: '2026-03-11T11:00:00+00:00',
    },
  })
  const now = '2026-03-16T08:00:00.000Z'
  expect(await look(database, weeklyGenerationRan, { now })).toMatchObject({
    findings: [
      { key: 'week/2026-03-16', detail: expect.stringContaining('none is logged at all') },
    ],
  })
})

test('of a school that has not generated yet a run is due', async () => {
  await enrol(database)
  await database.session.query('truncate rollcall.schedule_versions')
  expect(await look(database, weeklyGenerationRan)).toMatchObject({ state: 'fail' })
})

test('grace is what the configuration says', async () => {
  await enrol(database)
  await log('success', '2026-02-23T06:00:00Z')
  const thresholds = { ...defaultConfig.thresholds, weeklyRunGraceHours: 0 }
  const now = '2026-03-09T06:00:00.000Z'
  expect(await look(database, weeklyGenerationRan, { now })).toMatchObject({
    findings: [{ key: 'week/2026-03-02' }],
  })
  expect(await look(database, weeklyGenerationRan, { now, config: { thresholds } })).toMatchObject({
    findings: [{ key: 'week/2026-03-09' }],
  })
})

test('a run that failed is no run', async () => {
  await enrol(database)
  await database.session.query(
    `insert into public.class_generation_logs (operation, trigger_time, status)
     values ('scheduled', '2026-03-09T06:00:00Z', 'failed')`,
  )
  expect(await look(database, weeklyGenerationRan)).toMatchObject({
    state: 'fail',
    findings: [{ detail: expect.stringContaining('none is logged at all') }],
  })
})

test('with no active student no run is needed, and there is nothing to look at', async () => {
  await enrol(database, { end_date: '2026-03-03' })
  await enrol(database, { archived_at: '2026-03-01T00:00:00Z' })
  await enrol(database, { fixed_schedule: null })
  await enrol(database, { start_date: null })
  expect(await look(database, weeklyGenerationRan)).toMatchObject({ state: 'unknown' })
})

test("reads an application's own outcomes, whatever their type", async () => {
  await database.session.query("create type public.outcome as enum ('success', 'error')")
  await database.session.query(
    `alter table public.class_generation_logs drop constraint class_generation_logs_status,
       alter status type public.outcome using 'success'`,
  )
  await enrol(database)
  await log('error', '2026-03-09T06:00:00Z')
  expect(await look(database, weeklyGenerationRan)).toMatchObject({ state: 'fail' })
  await log('success', '2026-03-09T06:00:00Z')
  expect(await look(database, weeklyGenerationRan)).toMatchObject({ state: 'pass' })
})

test.each([
  ['Europe/Madrid', 'America/Los_Angeles'],
  ['Pacific/Auckland', 'Europe/Madrid'],
])('the run of the week still counts when the school has moved from %s to %s', async (from, to) => {
  const move = (zone: string) =>
    database.session.query('update rollcall.school set timezone = $1', [zone])
  await move(from)
  await enrol(database)
  const monday = "rollcall.last_weekly_run_due('2026-03-11T11:00:00Z')"
  await database.session.query(`select rollcall.weekly_tick(${monday})`)
  await move(to)
  const verdict = await look(database, weeklyGenerationRan)
  expect(verdict).toMatchObject({ state: 'pass', evidence: { logRowsSince: 0 } })
  expect(verdict.evidence.runOfThisWeek).toBe(verdict.evidence.lastRunAt)
  // Of the next week there has been none, and a run that was begun and never ended is none.
  const now = '2026-03-16T18:00:00.000Z'
  await database.session.query(
    "insert into rollcall.generation_runs (operation, week, started_at) values ('weekly', '2026-03-16', $1)",
    [now],
  )
  expect(await look(database, weeklyGenerationRan, { now })).toMatchObject({
    findings: [{ key: 'week/2026-03-16' }],
  })
})
