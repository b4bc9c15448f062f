import { emptySchool, enrol, look, lookAs, loseClasses, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { missingClasses } from './missing-classes.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const remove = (student: number, condition = 'true') =>
  loseClasses(database, `student_id = ${student} and ${condition}`)

test('is clear, finds a student whose classes are gone, and is clear when they are made again', async () => {
  const student = await enrol(database)
  expect(await look(database, missingClasses)).toMatchObject({ state: 'pass' })
  await remove(student, "date >= '2026-03-05'")
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: `student/${student}`,
        detail: `Student ${student}: 5 classes are missing, from 2026-03-05 to 2026-03-19; 2 of them lie in the past and would be billed when made.`,
        subject: { studentId: student, count: 5, past: 2, from: '2026-03-05', to: '2026-03-19' },
      },
    ],
  })
  const remedied = await look(database, missingClasses, { remedy: true })
  expect(remedied).toMatchObject({ state: 'remedied', done: '5 classes were created.' })
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'pass',
    evidence: { examined: 6, present: 6, students: 1 },
  })
})

test('marks what it makes in the past as backfilled, and nothing else', async () => {
  await remove(await enrol(database))
  await look(database, missingClasses, { remedy: true })
  const { rows } = await database.session.query(
    'select date, backfilled from public.classes order by date',
  )
  expect(rows.filter(({ backfilled }) => backfilled).map(({ date }) => date)).toEqual([
    '2026-03-02',
    '2026-03-05',
    '2026-03-09',
  ])
})

test('compares sets, not counts: an extra class makes up for nothing', async () => {
  const student = await enrol(database)
  await remove(student, "date = '2026-03-12'")
  await database.session.query(
    `insert into public.classes (student_id, date, start_time, duration_minutes)
     values ($1, '2026-03-13', '17:00', 60)`,
    [student],
  )
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'fail',
    findings: [{ subject: { count: 1, from: '2026-03-12' } }],
  })
})

test('a moved class still stands for its origin', async () => {
  const student = await enrol(database)
  await database.session.query(
    "update public.classes set date = '2026-03-13', start_time = '09:00' where student_id = $1 and date = '2026-03-12'",
    [student],
  )
  expect(await look(database, missingClasses)).toMatchObject({ state: 'pass' })
})

test.each([
  ['2026-03-09', '1 class is missing, on 2026-03-09; it lies in the past and'],
  ['2026-03-16', '1 class is missing, on 2026-03-16.'],
  ['2026-03-02 2026-03-05', 'from 2026-03-02 to 2026-03-05; all of them lie in the past and'],
  ['2026-03-09 2026-03-12', 'from 2026-03-09 to 2026-03-12; 1 of them lies in the past and'],
])('says of what is missing on %s which of it would be billed', async (dates, detail) => {
  await remove(await enrol(database), `date::text in ('${dates.replace(' ', "', '")}')`)
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'fail',
    findings: [{ detail: expect.stringContaining(detail) }],
  })
})

test('looks back as far as the configuration says', async () => {
  const student = await enrol(database, { start_date: '2025-12-01' })
  await remove(student, "date < '2025-12-12'")
  // Ninety-two days before 2026-03-11 it was 2025-12-09, between two classes.
  expect(await look(database, missingClasses)).toMatchObject({
    evidence: { firstDate: '2025-12-09', lastDate: '2026-03-22' },
    window: { from: '2025-12-09T00:00:00.000Z', to: '2026-03-23T00:00:00.000Z' },
    findings: [{ subject: { count: 1, from: '2025-12-11' } }],
  })
})

test.each([
  ['put forward, at a time that the night has not', '2026-03-29', '2026-03-24T11:00:00.000Z'],
  ['put back, at a time that the night has twice', '2026-10-25', '2026-10-20T11:00:00.000Z'],
])('finds the class of the night in which the clock is %s', async (_how, date, now) => {
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  await database.session.query("select set_config('rollcall.now', $1, false)", [now])
  const student = await enrol(database, {
    start_date: date,
    fixed_schedule: [{ day: 'sunday', start_time: '02:30', duration_minutes: 60 }],
  })
  expect(await look(database, missingClasses, { now })).toMatchObject({ state: 'pass' })
  await remove(student, `date = '${date}'`)
  expect(await look(database, missingClasses, { now })).toMatchObject({
    state: 'fail',
    findings: [{ subject: { from: date } }],
  })
  expect(await look(database, missingClasses, { now, remedy: true })).toMatchObject({
    state: 'remedied',
  })
})

test.each([
  ['has not started', { start_date: '2026-04-01' }],
  ['has ended', { start_date: '2026-03-03', end_date: '2026-03-04' }],
  ['pauses', { start_date: '2026-03-02', paused_from: '2026-03-02' }],
  ['is archived', { start_date: '2026-03-02', archived_at: '2026-03-01T00:00:00Z' }],
])('calls for nothing from a student who %s', async (_how, student) => {
  await enrol(database)
  await remove(await enrol(database, student))
  expect(await look(database, missingClasses)).toMatchObject({ state: 'pass' })
})

test('calls for nothing on a day on which the school is closed', async () => {
  const student = await enrol(database)
  await database.session.query(
    "insert into rollcall.closures (starts_on, ends_on) values ('2026-03-12', '2026-03-12')",
  )
  await remove(student, "date = '2026-03-12'")
  expect(await look(database, missingClasses)).toMatchObject({ state: 'pass' })
})

test("the new week is due only after Monday's run, and its time of grace", async () => {
  await enrol(database)
  expect(await look(database, missingClasses, { now: '2026-03-16T05:59:00.000Z' })).toMatchObject({
    state: 'pass',
  })
  expect(await look(database, missingClasses, { now: '2026-03-16T07:59:00.000Z' })).toMatchObject({
    state: 'pass',
  })
  expect(await look(database, missingClasses, { now: '2026-03-16T08:00:00.000Z' })).toMatchObject({
    state: 'fail',
    findings: [{ subject: { from: '2026-03-23', to: '2026-03-26' } }],
  })
})

test('a schedule that can not be read is counted, and alone it is nothing to look at', async () => {
  await enrol(database, { fixed_schedule: [{ day: 'someday' }] })
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining("and 1 can't be read"),
  })
  await enrol(database)
  await enrol(database, { end_date: '2025-12-01', start_date: '2025-11-01' })
  expect(await look(database, missingClasses)).toMatchObject({
    state: 'pass',
    evidence: { students: 1, unreadableSchedules: 1 },
  })
})

test('counts more unreadable schedules, and those that a session without triggers wrote', async () => {
  await enrol(database)
  const { session } = database
  await session.query('set session_replication_role = replica')
  const write = (students: number) =>
    session.query(
      `insert into public.students (first_name, start_date, fixed_schedule)
       select 'Vera', '2026-03-02', case when n = 1 then '[{"day": "monday", "start_time": "17:00", "duration_minutes": 60}]' else '[7]' end::jsonb
       from generate_series(1, $1::integer) as n`,
      [students],
    )
  try {
    await write(3)
    const few = { evidence: { unreadableSchedules: 2 } }
    expect(await look(database, missingClasses)).toMatchObject(few)
    await write(1001)
    const many = { evidence: { unreadableSchedules: 2 + 1000 } }
    expect(await look(database, missingClasses)).toMatchObject(many)
  } finally {
    await session.query('set session_replication_role = origin')
  }
})

test('a changed schedule is not held against the past', async () => {
  const student = await enrol(database)
  await database.session.query('update public.students set fixed_schedule = $2 where id = $1', [
    student,
    JSON.stringify([{ day: 'friday', start_time: '10:00', duration_minutes: 60 }]),
  ])
  expect(await look(database, missingClasses)).toMatchObject({ state: 'pass' })
})

test('with no student there is nothing to look at, which is no pass', async () => {
  expect(await look(database, missingClasses)).toMatchObject({ state: 'unknown' })
})

test('a role from which row level security hides rows gets no verdict', async () => {
  await enrol(database)
  await database.session.query('drop policy rollcall_reader_looks on public.classes')
  expect(await lookAs(database.as('looker'), missingClasses)).toMatchObject({
    state: 'unknown',
    reason: 'Row level security hides rows of public.classes from role looker',
  })
  expect(await lookAs(database.url, missingClasses)).toMatchObject({ state: 'pass' })
  await database.session.query(
    'create policy rollcall_reader_looks on public.classes for select to rollcall_reader using (true)',
  )
})
