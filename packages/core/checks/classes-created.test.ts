import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { classesCreated } from './classes-created.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

test('is clear, finds a week without a class, and is clear when it is generated', async () => {
  await enrol(database)
  expect(await look(database, classesCreated)).toMatchObject({
    state: 'pass',
    evidence: { week: '2026-03-16', due: 2, present: 2, createdToday: 6 },
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

test('a week in which the school is closed needs no class', async () => {
  await enrol(database)
  await database.session.query("delete from public.classes where date >= '2026-03-16'")
  await database.session.query(
    "insert into rollcall.closures (starts_on, ends_on) values ('2026-03-16', '2026-03-22')",
  )
  expect(await look(database, classesCreated)).toMatchObject({ state: 'pass' })
})

test('with no student there is nothing to look at', async () => {
  expect(await look(database, classesCreated)).toMatchObject({ state: 'unknown' })
})
