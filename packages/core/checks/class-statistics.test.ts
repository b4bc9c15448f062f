import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { classStatistics } from './class-statistics.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

test('is clear, finds classes that no distribution counts, and is clear when they have a status', async () => {
  await enrol(database)
  expect(await look(database, classStatistics)).toMatchObject({ state: 'pass' })
  // As a table is that an application made before Rollcall.
  await database.session.query('alter table public.classes alter column status drop not null')
  await database.session.query("update public.classes set status = null where date < '2026-03-05'")
  expect(await look(database, classStatistics)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [{ key: 'classes/without-status', subject: { classes: 1 } }],
  })
  await database.session.query(
    "update public.classes set status = 'completed' where status is null",
  )
  expect(await look(database, classStatistics)).toMatchObject({ state: 'pass' })
})

test('counts by status, by payment status and by student, without a name', async () => {
  const student = await enrol(database)
  await database.session.query(
    "update public.classes set status = 'completed', payment_status = 'paid' where date = '2026-03-02'",
  )
  const verdict = await look(database, classStatistics)
  expect(verdict.evidence).toMatchObject({
    examined: 6,
    settled: 1,
    byStatus: [
      { status: 'scheduled', count: 5, percentage: 83.33 },
      { status: 'completed', count: 1, percentage: 16.67 },
    ],
    byPaymentStatus: [
      { paymentStatus: 'unpaid', count: 5, percentage: 83.33 },
      { paymentStatus: 'paid', count: 1, percentage: 16.67 },
    ],
    topStudents: [{ studentId: student, classes: 6, completed: 1, paid: 1 }],
  })
  expect(JSON.stringify(verdict)).not.toMatch(/Vera|Prado/)
})

test('with no class there is nothing to count', async () => {
  expect(await look(database, classStatistics)).toMatchObject({ state: 'unknown' })
})
