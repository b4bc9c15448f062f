import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { duplicateClasses } from './duplicate-classes.ts'

const database = scratchDatabase()
beforeAll(() => database.session.query('drop index public.classes_occurrence_key'))
beforeEach(() => emptySchool(database))

/** Puts a copy beside each class of a student on a day, so much later, with a status of its own. */
const double = (
  student: number,
  date: string,
  minutes: number,
  status = 'scheduled',
  payment = 'unpaid',
) =>
  database.session.query(
    `insert into public.classes (
       student_id, date, start_time, duration_minutes, status, payment_status, created_at
     )
     select student_id, date, start_time, duration_minutes, $4, $5, created_at + $3 * interval '1 minute'
     from public.classes where student_id = $1 and date = $2 order by id limit 1`,
    [student, date, minutes, status, payment],
  )
const left = async (student: number, date: string) => {
  const { rows } = await database.session.query<{ status: string; payment_status: string }>(
    'select status, payment_status from public.classes where student_id = $1 and date = $2 order by id',
    [student, date],
  )
  return rows.map(({ status, payment_status }) => `${status} ${payment_status}`)
}

test('is clear, finds a doubled class, and is clear when the copy is removed', async () => {
  const student = await enrol(database)
  expect(await look(database, duplicateClasses)).toMatchObject({ state: 'pass' })
  await double(student, '2026-03-12', 5)
  expect(await look(database, duplicateClasses)).toMatchObject({
    state: 'fail',
    findings: [{ key: `student/${student}/2026-03-12/17:00` }],
    evidence: { duplicated: 1, removable: 1, uniqueIndex: 'missing' },
  })
  expect(await look(database, duplicateClasses, { remedy: true })).toMatchObject({
    state: 'remedied',
    done: '1 doubled class was removed and kept whole in rollcall.archived_classes.',
  })
  expect(await look(database, duplicateClasses)).toMatchObject({ state: 'pass' })
})

test('keeps the oldest of three duplicates and archives the others whole', async () => {
  const student = await enrol(database)
  const oldest = await database.session.query<{ id: number }>(
    "select id from public.classes where student_id = $1 and date = '2026-03-12'",
    [student],
  )
  await double(student, '2026-03-12', 5)
  await double(student, '2026-03-12', 9)
  await look(database, duplicateClasses, { remedy: true })
  const kept = await database.session.query<{ id: number }>(
    "select id from public.classes where student_id = $1 and date = '2026-03-12'",
    [student],
  )
  expect(kept.rows).toEqual(oldest.rows)
  const archived = await database.session.query(
    `select kept_class_id, class ->> 'start_time' as time from rollcall.archived_classes`,
  )
  expect(archived.rows).toEqual(
    Array(2).fill({ kept_class_id: String(oldest.rows[0]?.id), time: '17:00:00' }),
  )
})

test.each([
  ['completed', 'unpaid'],
  ['cancelled', 'unpaid'],
  ['scheduled', 'paid'],
  ['completed', 'paid'],
])(
  'keeps a younger copy that is %s and %s before one that nobody touched',
  async (status, payment) => {
    const student = await enrol(database)
    await double(student, '2026-03-09', 5, status, payment)
    await look(database, duplicateClasses, { remedy: true })
    expect(await left(student, '2026-03-09')).toEqual([`${status} ${payment}`])
  },
)

test('two paid ones stay, and stay a finding for a person to judge', async () => {
  const student = await enrol(database)
  await double(student, '2026-03-09', 5, 'completed', 'paid')
  await double(student, '2026-03-09', 6, 'completed', 'paid')
  const verdict = await look(database, duplicateClasses, { remedy: true })
  expect(verdict).toMatchObject({
    state: 'fail',
    findings: [{ detail: expect.stringContaining('it is paid: a person has to judge') }],
  })
  expect(await left(student, '2026-03-09')).toEqual(['completed paid', 'completed paid'])
})

test('a class that was moved onto another is no duplicate of it', async () => {
  const student = await enrol(database)
  await database.session.query(
    "update public.classes set date = '2026-03-12' where student_id = $1 and date = '2026-03-09'",
    [student],
  )
  expect(await look(database, duplicateClasses)).toMatchObject({ state: 'pass' })
})

test('three classes for one are one finding, and say what stays and why', async () => {
  const student = await enrol(database)
  await double(student, '2026-03-09', 5, 'completed', 'paid')
  await double(student, '2026-03-09', 6, 'scheduled', 'paid')
  const { rows } = await database.session.query<{ id: string }>(
    "select id::text from public.classes where date = '2026-03-09' order by id",
  )
  const [untouched, kept, paid] = rows.map(({ id }) => id)
  expect(await look(database, duplicateClasses)).toMatchObject({
    findings: [
      {
        severity: 'error',
        detail: `Student ${student} has 3 classes for one: class ${kept} is kept; the remedy removes 1; class ${paid} stays, because it is paid: a person has to judge.`,
        subject: {
          studentId: student,
          date: '2026-03-09',
          keptClassId: kept,
          classIds: [kept, paid, untouched],
        },
      },
    ],
    evidence: { duplicated: 1, removable: 1, leftToJudge: 1 },
  })
})

test('tells whether the index that forbids duplicates stands', async () => {
  await enrol(database)
  const index = async () => (await look(database, duplicateClasses)).evidence.uniqueIndex
  expect(await index()).toBe('missing')
  await database.session.query('create index classes_occurrence_key on public.classes (student_id)')
  expect(await index()).toBe('invalid')
  await database.session.query('drop index public.classes_occurrence_key')
})

test('with no class there is nothing to look at', async () => {
  expect(await look(database, duplicateClasses)).toMatchObject({ state: 'unknown' })
})
