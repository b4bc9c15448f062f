import { emptySchool, enrol, look, loseClasses, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { classesCreated } from './classes-created.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

test('is clear, finds a week without a class, and is clear when it is generated', async () => {
  await enrol(database)
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'pass',
    evidence: { week: '2026-03-16', present: 2, createdToday: 6 },
  })
  await database.session.query("delete from public.classes where date >= '2026-03-16'")
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: 'week/2026-03-16',
        detail: '2 classes are due in the week of 2026-03-16 and not one is there.',
      },
    ],
  })
  await database.session.query("select rollcall.generate_weekly('2026-03-11T11:00:00Z')")
  expect(await look(database, classesCreated)).toMatchObject({ state: 'pass' })
})

test('leaves a single gap to missing-classes', async () => {
  await enrol(database)
  await loseClasses(database, "date = '2026-03-19'")
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'pass',
    evidence: { present: 1 },
  })
})

test("the next week is due only after Monday's run, and its time of grace, by the school's clock", async () => {
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  // On 2026-03-30 the clock has been put forward: six is 04:00 in UTC, and grace lasts two hours.
  await database.session.query("select set_config('rollcall.now', '2026-03-25T11:00Z', false)")
  await enrol(database)
  expect(await look(database, classesCreated, { now: '2026-03-30T05:59:59.000Z' })).toMatchObject({
    state: 'pass',
    evidence: { week: '2026-03-30', present: 2 },
  })
  expect(await look(database, classesCreated, { now: '2026-03-30T06:00:00.000Z' })).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'week/2026-04-06' }],
  })
})

test('a moved class is there in the week in which it was first due', async () => {
  await enrol(database, {
    fixed_schedule: [{ day: 'thursday', start_time: '17:00', duration_minutes: 60 }],
  })
  const move = (date: string) =>
    database.session.query("update public.classes set date = $1 where origin_date = '2026-03-19'", [
      date,
    ])
  await move('2026-03-24')
  expect(await look(database, classesCreated)).toMatchObject({ state: 'pass' })
  await loseClasses(database, "origin_date = '2026-03-19'")
  expect(await look(database, classesCreated)).toMatchObject({
    findings: [{ detail: '1 class is due in the week of 2026-03-16 and is not there.' }],
  })
})

test("counts what was created in the window, and of that today by the school's clock", async () => {
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  await enrol(database)
  await enrol(database)
  // In Madrid the tests' day began at 23:00 in UTC.
  const ages = ['2026-03-10T10:59Z', '2026-03-10T22:59Z', '2026-03-10T23:00Z', '2026-03-10T23:30Z']
  for (const [place, date] of ['2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12'].entries()) {
    await database.session.query(
      'update public.classes set created_at = $1, generated_at = $1 where date = $2',
      [ages[place], date],
    )
  }
  await database.session.query("delete from public.classes where date > '2026-03-19'")
  await database.session.query(
    `update public.classes set created_at = '2026-03-01T00:00Z' where date >= '2026-03-16'`,
  )
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 4 + 6,
      createdInWindow: 6,
      createdToday: 4,
      studentsWithNewClasses: 2,
      newest: '2026-03-10T23:30:00+00:00',
    },
  })
})

test.each([
  ['has ended', { end_date: '2026-03-15' }],
  ['pauses', { paused_from: '2026-03-16', paused_until: '2026-03-22' }],
  ['is archived', { archived_at: '2026-03-11T08:00:00Z' }],
])('needs no class of a student who %s', async (_how, student) => {
  await enrol(database, student)
  await database.session.query("delete from public.classes where date >= '2026-03-16'")
  expect(await look(database, classesCreated)).toMatchObject({ evidence: { due: 0 } })
  expect(await look(database, classesCreated)).not.toMatchObject({ state: 'fail' })
})

test('a week in which the school is closed needs no class', async () => {
  await enrol(database)
  await database.session.query("delete from public.classes where date >= '2026-03-16'")
  await database.session.query(
    "insert into rollcall.closures (starts_on, ends_on) values ('2026-03-16', '2026-03-22')",
  )
  expect(await look(database, classesCreated)).toMatchObject({ state: 'pass' })
})

test('goes back in time for the newest class, however long ago it was', async () => {
  await enrol(database)
  for (const at of ['2026-03-02T12:00:00+00:00', '2024-01-01T12:00:00+00:00']) {
    await database.session.query('update public.classes set created_at = $1', [at])
    expect(await look(database, classesCreated)).toMatchObject({ evidence: { newest: at } })
  }
})

test('classes in a week to which none is due any more are nothing to look at', async () => {
  await enrol(database)
  await database.session.query("update public.classes set created_at = '2026-03-01T12:00Z'")
  expect(await look(database, classesCreated)).toMatchObject({ state: 'pass' })
  await database.session.query(
    "insert into rollcall.closures (starts_on, ends_on) values ('2026-03-16', '2026-03-22')",
  )
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'unknown',
    evidence: { examined: 0, due: 0, present: 2 },
  })
})

test('with no student there is nothing to look at', async () => {
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('No class is due in the week of 2026-03-16'),
  })
})
