import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { failedGenerations } from './failed-generations.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const log = (student: number | null, status: string, at: string, details: unknown = null) =>
  database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status, message, error_details)
     values ($1, 'update', $2, $3, 'Vera Prado <b>@everyone</b>', $4)`,
    [student, at, status, details === null ? null : JSON.stringify(details)],
  )

test('is clear, finds a failure, and is clear when a later generation succeeded', async () => {
  const student = await enrol(database)
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
  await log(student, 'failed', '2026-03-11T11:00:00Z', { sqlstate: '53200', message: 'Vera Prado' })
  await log(student, 'failed', '2026-03-11T11:00:00Z', { sqlstate: '53200', message: 'Vera Prado' })
  const found = await look(database, failedGenerations)
  expect(found).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: `student/${student}`,
        detail: expect.stringMatching(
          /generation \(update\) failed on 2026-03-11 11:00 with SQLSTATE 53200, for the 2\. time; see row \d+/,
        ),
      },
    ],
  })
  expect(JSON.stringify(found)).not.toMatch(/Vera|everyone/)
  await log(student, 'success', '2026-03-11T11:00:00Z')
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('names the codes of a schedule that could not be read', async () => {
  await enrol(database, {
    fixed_schedule: [{ day: 'someday', start_time: '17:00', duration_minutes: 60 }],
  })
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'fail',
    findings: [{ detail: expect.stringContaining('with invalid_weekday;') }],
  })
})

test('a success of somebody else, or a skipped one, mends nothing', async () => {
  const student = await enrol(database)
  const other = await enrol(database)
  await log(student, 'failed', '2026-03-11T11:00:00Z')
  await log(other, 'success', '2026-03-11T11:00:00Z')
  await log(student, 'skipped', '2026-03-11T11:00:00Z')
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'fail',
    findings: [{ key: `student/${student}` }],
  })
})

test('a whole-school failure is found by its operation', async () => {
  await log(null, 'failed', '2026-03-11T11:00:00Z', 'text instead of an object')
  expect(await look(database, failedGenerations)).toMatchObject({
    state: 'fail',
    findings: [{ key: 'operation/update' }],
  })
})

test('without a single log row there is nothing to look at', async () => {
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'unknown' })
})
