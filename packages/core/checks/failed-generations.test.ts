import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failedGenerations } from './failed-generations.ts'

const database = scratchDatabase()
const change = (...clauses: string[]) =>
  database.session.query(`alter table public.class_generation_logs ${clauses.join(', ')}`)
beforeEach(() => emptySchool(database))
// Some tests make the table an application's own.
afterEach(async () => {
  await database.session.query('truncate public.class_generation_logs')
  await change(
    'alter operation set not null',
    'alter status type text',
    'alter error_details type jsonb using error_details::text::jsonb',
    "alter trigger_time type timestamptz using trigger_time at time zone 'UTC'",
  )
})

const at = '2026-03-11T10:30:00Z'
/** A student of whom nothing is logged yet. */
const enrolUnlogged = async () => {
  const student = await enrol(database)
  await database.session.query('truncate public.class_generation_logs')
  return student
}
const log = (student: number | null, status: string, details: unknown = null, operation?: string) =>
  database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status, message, error_details)
     values ($1, $2, $3, $4, 'Vera Prado <b>@everyone</b>', $5)`,
    [student, operation ?? 'update', at, status, details === null ? null : JSON.stringify(details)],
  )
const detailOf = async () => {
  const found = await look(database, failedGenerations)
  expect(JSON.stringify(found)).not.toMatch(/Vera|everyone|<b>/)
  return found.state === 'fail' ? found.findings.map(({ detail }) => detail).join() : found.state
}

test('is clear, finds a failure, and is clear when a later generation succeeded', async () => {
  await enrol(database)
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
  const student = await enrolUnlogged()
  await log(student, 'failed', { sqlstate: '55P03', message: 'Vera Prado' })
  await log(student, 'failed', { sqlstate: '53200', message: 'Vera Prado' })
  const found = await look(database, failedGenerations)
  expect(found).toMatchObject({ state: 'fail', severity: 'error', evidence: { examined: 2 } })
  expect(found).toMatchObject({ findings: [{ key: `student/${student}` }] })
  expect(await detailOf()).toMatch(
    /^Student \d+: generation \(update\) failed on 2026-03-11 10:30 with SQLSTATE 53200, the last of 2 failures; see row \d+ of class_generation_logs\.$/,
  )
  await log(student, 'success')
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('the correction for a student makes a failure good, even when nothing was missing', async () => {
  const student = await enrolUnlogged()
  await log(student, 'failed')
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'fail' })
  await database.session.query(
    "select rollcall.generate_missing('2026-03-01', '2026-03-20', '2026-03-11T11:00Z', $1)",
    [student],
  )
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('names the codes of a schedule that could not be read', async () => {
  await enrol(database, {
    fixed_schedule: [{ day: 'someday', start_time: '17:00', duration_minutes: 60 }],
  })
  expect(await detailOf()).toContain(' with invalid_weekday;')
})

test('a success of somebody else, or a skipped one, mends nothing', async () => {
  const other = await enrol(database)
  const student = await enrolUnlogged()
  await log(student, 'failed')
  await log(other, 'success')
  await log(student, 'skipped')
  expect(await look(database, failedGenerations)).toMatchObject({
    findings: [{ key: `student/${student}` }],
  })
})

test('a whole-school failure is made good by its own operation only', async () => {
  await log(null, 'failed', 'text instead of an object', 'scheduled')
  await log(null, 'success', null, 'correction')
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'fail',
    findings: [{ key: 'operation/scheduled' }],
  })
  await log(null, 'success', null, 'scheduled')
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('of a student who had left before it failed there is nothing to mend', async () => {
  const before = { start_date: '2025-09-01', fixed_schedule: [] }
  await enrol(database, { ...before, end_date: '2026-03-10' })
  await enrol(database, { ...before, archived_at: '2026-03-10T09:00:00Z' })
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'pass',
    evidence: { failed: 2, unmended: 0, ofStudentsWhoHadLeft: 2 },
  })
  const student = await enrol(database, { ...before, end_date: '2026-03-11' })
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'fail',
    findings: [{ key: `student/${student}` }],
  })
  await emptySchool(database)
})

test('of a student who was deleted there is nothing left to mend', async () => {
  const student = await enrol(database, { fixed_schedule: [{ day: 'someday' }] })
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'fail' })
  await database.session.query('delete from public.students where id = $1', [student])
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'pass',
    evidence: { failed: 1, unmended: 0, ofDeletedStudents: 1 },
  })
})

test.each([
  ['a hostile state', { sqlstate: '53200\n@everyone' }],
  ['a name for a state', { sqlstate: 'Vera Prado' }],
  ['hostile codes', { errors: [{ code: '@everyone' }, { code: 'Vera' }, 'Vera', null, 7, []] }],
  ['codes that are no list', { errors: { code: 'Vera' } }],
  ['a list', ['Vera Prado', '@everyone']],
  ['a text', 'Vera Prado @everyone'],
  ['a number', 7],
])('quotes nothing from details that hold %s', async (_what, details) => {
  await log(await enrolUnlogged(), 'failed', details)
  expect(await detailOf()).toMatch(/failed on 2026-03-11 10:30; see row/)
})

test.each(['text', 'json'])('reads the details of an application that keeps %s', async (type) => {
  await change(`alter error_details type ${type} using error_details::text::${type}`)
  await log(await enrolUnlogged(), 'failed', { sqlstate: '53200' })
  expect(await detailOf()).toContain('with SQLSTATE 53200;')
  // Valid as json, but no jsonb can hold it.
  await database.session.query(`update public.class_generation_logs set error_details = $1`, [
    JSON.stringify({ sqlstate: '\0Vera' }),
  ])
  expect(await detailOf()).toContain('failed on 2026-03-11 10:30; see row')
})

test('takes what an application calls its operations and outcomes as it is, and quotes no prose', async () => {
  await change(
    'drop constraint if exists class_generation_logs_operation',
    'drop constraint if exists class_generation_logs_status',
  )
  const student = await enrolUnlogged()
  await log(student, 'failed', null, 'Vera <b>@everyone</b>')
  expect(await detailOf()).toMatch(/generation \(unnamed-[0-9a-f]{8}\) failed/)
  await log(student, 'failed', null, 'weekly-cron')
  expect(await detailOf()).toContain('generation (weekly-cron) failed')
  await database.session.query("create type public.outcome as enum ('completed', 'failed')")
  await change('alter status type public.outcome using status::public.outcome')
  expect(await detailOf()).toContain('generation (weekly-cron) failed')
  await log(student, 'completed')
  expect(await detailOf()).toBe('pass')
})

test('finds a failure of an application that names no operation and stores times without a zone', async () => {
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  await change(
    'alter operation drop not null',
    "alter trigger_time type timestamp using trigger_time at time zone 'UTC'",
  )
  await log(null, 'failed')
  await database.session.query('update public.class_generation_logs set operation = null')
  expect(await detailOf()).toMatch(
    /^The whole school: generation \(unnamed\) failed on 2026-03-11 11:30;/,
  )
})

test('without a single log row there is nothing to look at', async () => {
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'unknown' })
})
