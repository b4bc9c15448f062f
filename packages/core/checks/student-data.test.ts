import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { studentData } from './student-data.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const broken = [{ day: 'Vera', start_time: '25:00', duration_minutes: 60 }]

test('is clear, finds a schedule that can not be read, and is clear when it is corrected', async () => {
  const student = await enrol(database)
  expect(await look(database, studentData)).toMatchObject({ state: 'pass', evidence: { valid: 1 } })
  await database.session.query('update public.students set fixed_schedule = $1', [
    JSON.stringify(broken),
  ])
  const found = await look(database, studentData)
  expect(found).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      { key: `student/${student}`, subject: { codes: ['invalid_start_time', 'invalid_weekday'] } },
    ],
  })
  expect(JSON.stringify(found)).not.toContain('Vera')
  await database.session.query('update public.students set fixed_schedule = $1', [
    JSON.stringify([{ day: 'monday', start_time: '17:00', duration_minutes: 60 }]),
  ])
  expect(await look(database, studentData)).toMatchObject({ state: 'pass' })
})

test.each([
  ['missing_start_date', { start_date: null }, 'warning'],
  ['missing_fixed_schedule', { fixed_schedule: null }, 'warning'],
  ['empty_fixed_schedule', { fixed_schedule: [] }, 'error'],
  ['invalid_start_date', { start_date: '2026-03-02', end_date: '2026-03-12' }, 'error'],
])('%s is found', async (code, student, severity) => {
  const id = await enrol(database, student)
  if (code === 'invalid_start_date') {
    await database.session.query(
      "update public.students set start_date = '2026-03-13' where id = $1",
      [id],
    )
  }
  expect(await look(database, studentData)).toMatchObject({
    state: 'fail',
    severity,
    findings: [{ key: `student/${id}`, subject: { codes: [code] } }],
  })
})

test.each(['infinity', '-infinity', '1899-12-31', '2201-01-01'])(
  '%s is no start date',
  async (day) => {
    await enrol(database)
    await database.session.query('update public.students set start_date = $1', [day])
    expect(await look(database, studentData)).toMatchObject({
      state: 'fail',
      severity: 'error',
      findings: [{ subject: { codes: ['invalid_start_date'] } }],
    })
  },
)

test('says where a schedule can not be read and how to write it, and counts what it only warns of', async () => {
  const student = await enrol(database)
  await enrol(database, {
    fixed_schedule: JSON.stringify([{ day: 0, start: '17:00', duration: 60, pupil: 'Vera' }]),
  })
  await enrol(database, { start_date: null, fixed_schedule: [{ day: 'Vera' }] })
  await database.session.query('update public.students set fixed_schedule = $1 where id = $2', [
    JSON.stringify(broken),
    student,
  ])
  const found = await look(database, studentData)
  expect(found).toMatchObject({
    severity: 'error',
    findings: [
      {
        detail: expect.stringMatching(
          /^Student \d+ has invalid_\w+ at \/0\/\w+, invalid_\w+ at \/0\/\w+: Write /,
        ),
      },
      {
        severity: 'error',
        detail: expect.stringMatching(
          /has missing_start_date at \/start_date, .* Write the day of/,
        ),
      },
    ],
    evidence: {
      examined: 3,
      valid: 1,
      invalid: 2,
      errors: { invalid_weekday: 2, invalid_start_time: 2, missing_start_date: 1 },
      warnings: { double_encoded_json: 1, unknown_key: 1, weekday_zero: 1 },
    },
  })
  expect(JSON.stringify(found)).not.toMatch(/Vera|Prado|pupil/)
})

test('students who have left need no data', async () => {
  await enrol(database)
  await enrol(database, { fixed_schedule: null, end_date: '2026-03-10' })
  await enrol(database, { fixed_schedule: null, archived_at: '2026-03-01T00:00:00Z' })
  expect(await look(database, studentData)).toMatchObject({
    state: 'pass',
    evidence: { examined: 1 },
  })
})

test('with no active student there is nothing to look at', async () => {
  expect(await look(database, studentData)).toMatchObject({ state: 'unknown' })
})
