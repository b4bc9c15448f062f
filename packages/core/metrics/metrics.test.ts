import { emptySchool, enrol, look, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { missingClasses } from '../checks/missing-classes.ts'
import { defaultConfig } from '../config.ts'
import { allMetrics, measure } from './metrics.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const query = (sql: string) => database.session.query(sql)
const values = async (checklist: string) => {
  const verdicts = [await look(database, missingClasses)]
  const measured = await measure(database.session, checklist, {
    now: testNow,
    config: defaultConfig,
    verdicts,
  })
  return Object.fromEntries(measured.map(({ metric, value }) => [metric, value]))
}

test("counts today's classes, failures and durations by the school's clock, and true gaps", async () => {
  await query("update rollcall.school set timezone = 'Europe/Madrid'")
  await enrol(database)
  await enrol(database)
  await query(
    'update public.class_generation_logs set duration_ms = 10 * id - 10 * (select min(id) from public.class_generation_logs) + 5',
  )
  await query(
    "update public.classes set created_at = '2026-03-10T22:59:59Z' where date = '2026-03-02'",
  )
  await loseClasses(
    database,
    "date = '2026-03-12' and student_id = (select min(student_id) from public.classes)",
  )
  await query(
    `insert into public.class_generation_logs (operation, status, trigger_time)
     values ('update', 'failed', '2026-03-10T22:59:59Z'), ('update', 'failed', '2026-03-10T23:00:00Z')`,
  )
  expect(await values('daily')).toEqual({
    'classes-created-today': 9,
    'students-with-missing-classes': 1,
    'failed-generations-today': 1,
    'generation-time-average': 10,
  })
})

test('counts the week since Monday: what was generated, for whom, and what was removed', async () => {
  await enrol(database)
  await query("select rollcall.generate_weekly('2026-03-08T23:59:59Z')")
  await loseClasses(database, "date >= '2026-03-16'")
  await query("select rollcall.generate_weekly('2026-03-09T06:00:00Z')")
  await query(
    `insert into rollcall.archived_classes (student_id, class_id, reason, archived_at, class)
     values (1, '1', 'duplicate', '2026-03-08T23:59:59Z', '{}'), (1, '2', 'duplicate', '2026-03-09T00:00:00Z', '{}')`,
  )
  await query(
    `with run as (
       insert into rollcall.runs (checklist, environment, now) values ('daily', 'production', '2026-03-10T06:00:00Z')
       returning id
     )
     insert into rollcall.verdicts (run_id, check_id, state, verdict)
     select id, s.state, s.state, '{}' from run, unnest(array['pass', 'fail', 'remedied', 'unknown', 'skipped']) as s (state)`,
  )
  expect(await values('weekly')).toEqual({
    'classes-generated-this-week': 6,
    'students-processed-this-week': 1,
    'duplicates-removed-this-week': 1,
    'database-uptime': expect.any(Number),
    availability: 0.75,
  })
  await query('truncate rollcall.runs cascade')
})

test('counts all classes and how they are distributed, and quotes no free text', async () => {
  await enrol(database)
  await query(
    "update public.classes set status = 'completed', payment_status = 'paid' where date < '2026-03-06'",
  )
  await query("update public.classes set status = 'Vera Prado was ill' where date = '2026-03-09'")
  const measured = await values('monthly')
  expect(measured).toMatchObject({
    'classes-total': 6,
    'classes-by-status/completed': 2,
    'classes-by-status/scheduled': 3,
    'classes-by-payment/paid': 2,
    'classes-by-payment/unpaid': 4,
  })
  expect(measured['database-size']).toBeGreaterThan(1_000_000)
  expect(JSON.stringify(measured)).not.toContain('Vera')
})

test('measures nothing for single checks, and every metric for all', async () => {
  await enrol(database)
  expect(await values('missing-classes')).toEqual({})
  await query(
    "insert into rollcall.runs (checklist, environment, now) values ('daily', 'production', now())",
  )
  const measured = new Set(Object.keys(await values('all')).map((name) => name.split('/')[0]))
  const expected = allMetrics.map(({ id }) => id).filter((id) => id !== 'availability')
  expect([...measured].toSorted()).toEqual(expected.toSorted())
  await query('truncate rollcall.runs cascade')
})
