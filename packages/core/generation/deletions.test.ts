import { connect } from '@rollcall/database'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)
const remove = (condition: string) => query(`delete from public.classes where ${condition}`)
const correct = () =>
  query("select rollcall.generate_missing('2026-03-01', '2026-03-22', $1)", testNow)
const runAll = async () => {
  await query('select rollcall.generate_weekly($1)', testNow)
  await correct()
}
const dates = async () =>
  (await query('select date from public.classes order by date')).rows.map(({ date }) => date)
const all = ['2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12', '2026-03-16', '2026-03-19']
const without = (...gone: string[]) => all.filter((date) => !gone.includes(date))

test.each(['2026-03-05', '2026-03-16'])(
  'a class of %s that somebody deletes stays deleted, whatever runs, and is not missing',
  async (date) => {
    const student = await enrol(database)
    await remove(`date = '${date}'`)
    await runAll()
    await query(
      'update public.students set course_id = null, end_date = $2 where id = $1',
      student,
      '2027-01-01',
    )
    expect(await dates()).toEqual(without(date))
    const { rows } = await query(
      "select from rollcall.missing_classes('2026-03-01', '2026-03-22', $1)",
      testNow,
    )
    expect(rows).toEqual([])
  },
)

test('one after the other, each in its own transaction, all stay deleted', async () => {
  await enrol(database)
  for (const date of ['2026-03-12', '2026-03-16', '2026-03-19']) await remove(`date = '${date}'`)
  await runAll()
  expect(await dates()).toEqual(without('2026-03-12', '2026-03-16', '2026-03-19'))
})

test('what went in bulk, or past the triggers, is missing and comes back', async () => {
  await enrol(database)
  await remove("date >= '2026-03-16'")
  await loseClasses(database, "date = '2026-03-05'")
  await runAll()
  expect(await dates()).toEqual(all)
  await query('begin')
  await remove("date = '2026-03-05'")
  await remove("date = '2026-03-09'")
  await query('commit')
  await runAll()
  expect(await dates()).toEqual(all)
})

test('a deletion that was rolled back, or undone by hand, is none', async () => {
  await enrol(database)
  await query('begin')
  await remove("date = '2026-03-16'")
  await query('rollback')
  await query(
    "create temporary table aside as select * from public.classes where date = '2026-03-19'",
  )
  await remove("date = '2026-03-19'")
  await query('insert into public.classes select * from aside')
  await runAll()
  expect(await dates()).toEqual(all)
  await loseClasses(database, "date = '2026-03-16'")
  await runAll()
  expect(await dates()).toEqual(all)
})

test('a class that was put back after its deletion, and then lost in bulk, comes back', async () => {
  const student = await enrol(database)
  await remove("date = '2026-03-19'")
  await query(
    `insert into public.classes (student_id, date, start_time, duration_minutes)
     values ($1, '2026-03-19', '17:00', 60)`,
    student,
  )
  await remove('true')
  await runAll()
  expect(await dates()).toEqual(all)
  // Of two that went together one is deleted alone later: the other was lost all the same.
  await remove("date in ('2026-03-12', '2026-03-16')")
  await runAll()
  await remove("date = '2026-03-12'")
  await loseClasses(database, "date = '2026-03-16'")
  await runAll()
  expect(await dates()).toEqual(without('2026-03-12'))
})

test('a moved class that is deleted does not come back at its origin', async () => {
  await enrol(database)
  await query("update public.classes set date = '2026-03-17' where date = '2026-03-16'")
  await remove("date = '2026-03-17'")
  await runAll()
  expect(await dates()).toEqual(without('2026-03-16'))
})

test('what generation itself removes comes back when the schedule does', async () => {
  const student = await enrol(database)
  const { rows } = await query('select fixed_schedule from public.students')
  await query("update public.students set fixed_schedule = '[]'")
  expect(await dates()).toEqual(without('2026-03-12', '2026-03-16', '2026-03-19'))
  await query(
    'update public.students set fixed_schedule = $2 where id = $1',
    student,
    JSON.stringify(rows[0].fixed_schedule),
  )
  expect(await dates()).toEqual(all)
})

test('the application may delete a class without seeing a table of ours', async () => {
  await enrol(database)
  await query('set role service_role')
  await remove("date = '2026-03-16'")
  await query('reset role')
  await runAll()
  expect(await dates()).toEqual(without('2026-03-16'))
})

test('one of two that are there for the same origin leaves the other, and nothing is remembered', async () => {
  await enrol(database)
  await query('drop index public.classes_occurrence_key')
  await query(
    `insert into public.classes (student_id, date, start_time, duration_minutes)
     select student_id, date, start_time, 60 from public.classes where date = '2026-03-16'`,
  )
  await remove('id = (select max(id) from public.classes)')
  await loseClasses(database, "date = '2026-03-16'")
  await runAll()
  expect(await dates()).toEqual(all)
  await query(
    `create unique index classes_occurrence_key on public.classes (
       (coalesce(origin_date, date)), student_id, (coalesce(origin_start_time, start_time)))`,
  )
})

test('two sessions that delete at once are two single deletions', async () => {
  await enrol(database)
  const other = await connect(database.url, { now: testNow })
  await query('begin')
  await other.query('begin')
  await remove("date = '2026-03-16'")
  await other.query("delete from public.classes where date = '2026-03-19'")
  await query('commit')
  await other.query('commit')
  await other.end()
  await runAll()
  expect(await dates()).toEqual(without('2026-03-16', '2026-03-19'))
})
