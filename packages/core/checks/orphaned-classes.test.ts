import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { orphanedClasses } from './orphaned-classes.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)
const pay = "update public.classes set payment_status = 'paid' where date = '2026-03-16'"
const takeAway = "update public.students set fixed_schedule = '[]'"

test('is clear, finds a paid class that lost its slot, and is clear when it is cancelled', async () => {
  const student = await enrol(database)
  await enrol(database)
  expect(await look(database, orphanedClasses)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 8,
      classes: 6,
      studentsWithSchedule: 2,
      firstDate: '2026-03-11',
      lastDate: '2026-03-22',
    },
  })
  await query(`${pay} and student_id = ${student}`)
  await query(`${takeAway} where id = ${student}`)
  expect(await look(database, orphanedClasses)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: `student/${student}`,
        detail: `Student ${student}, on 2026-03-16: 1 class is called for by no schedule and stays, because somebody moved, paid or edited it: a person has to judge.`,
        subject: { studentId: student, orphaned: 1, stale: 0, from: '2026-03-16' },
      },
    ],
  })
  await query("update public.classes set status = 'cancelled' where payment_status = 'paid'")
  expect(await look(database, orphanedClasses)).toMatchObject({ state: 'pass' })
})

test('a late closure leaves classes standing, and the remedy takes them away but for what somebody touched', async () => {
  const student = await enrol(database)
  await query("insert into rollcall.closures values ('2026-03-16', '2026-03-20', 'spring')")
  expect(await look(database, orphanedClasses)).toMatchObject({
    findings: [
      {
        detail: `Student ${student}, from 2026-03-16 to 2026-03-19: 2 classes that nobody touched are not as the schedule has them now: the remedy sets them right.`,
      },
    ],
  })
  expect(await look(database, orphanedClasses, { remedy: true })).toMatchObject({
    state: 'remedied',
    done: '0 classes were created, 2 classes were removed.',
  })
  await query('truncate rollcall.closures')
  await query('select rollcall.generate_weekly($1)', '2026-03-11T11:00:00Z')
  await query(pay)
  await query("insert into rollcall.closures values ('2026-03-16', '2026-03-20', 'spring')")
  expect(await look(database, orphanedClasses, { remedy: true })).toMatchObject({
    state: 'fail',
    findings: [{ subject: { orphaned: 1, stale: 0 } }],
    done: '0 classes were created, 1 class was removed.',
  })
})

test('leaves alone what a person added, what is past, what is missing and what was deleted', async () => {
  const student = await enrol(database)
  await query(
    `insert into public.classes (student_id, date, start_time, duration_minutes)
     values ($1, '2026-03-18', '09:00', 60)`,
    student,
  )
  await query(
    "update public.classes set duration_minutes = 45, end_time = null where date < '2026-03-11'",
  )
  await query("delete from public.classes where date = '2026-03-19'")
  expect(await look(database, orphanedClasses)).toMatchObject({
    state: 'pass',
    evidence: { classes: 3, deletedOnPurpose: 1 },
  })
})

test('is unknown where there is neither a class to come nor a schedule', async () => {
  await enrol(database, { end_date: '2026-03-10' })
  expect(await look(database, orphanedClasses)).toMatchObject({
    state: 'unknown',
    reason:
      'There is no class from 2026-03-11 to 2026-03-22 and no student with a schedule, so there was nothing to look at',
  })
})
