import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { createMissingClasses } from './create-missing-classes.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))
afterEach(() => database.session.query('drop function if exists public.refuse() cascade'))

const context = (session = database.session, now = testNow) => ({
  database: session,
  now,
  config: defaultConfig,
})
const dates = async (student: number) => {
  const { rows } = await database.session.query<{ date: string }>(
    'select date from public.classes where student_id = $1 order by date',
    [student],
  )
  return rows.map(({ date }) => date)
}
const forget = () => database.session.query('delete from public.classes')

test('the preview names each student by id, counts, and changes nothing', async () => {
  const first = await enrol(database)
  const second = await enrol(database, { start_date: '2026-03-19' })
  const whole = await enrol(database)
  await database.session.query('delete from public.classes where student_id <> $1', [whole])
  expect(await createMissingClasses.preview(context())).toEqual({
    count: 7,
    lines: [
      `student ${first}: 6 classes, 2026-03-02 to 2026-03-19`,
      `student ${second}: 1 class, 2026-03-19`,
    ],
  })
  expect(await dates(first)).toEqual([])
})

test('the preview names a hundred students and counts them all', async () => {
  for (let student = 0; student < 101; student++)
    await enrol(database, { start_date: '2026-03-19' })
  await forget()
  const { count, lines } = await createMissingClasses.preview(context())
  expect(count).toBe(101)
  expect(lines).toHaveLength(100)
})

test('creates what the check looks for: not what is older, nor the week that is not due yet', async () => {
  const student = await enrol(database, { start_date: '2025-12-01' })
  await forget()
  // Monday morning within the grace of the run: the calendar's horizon is 2026-03-29 already.
  const { count, after } = await applyRemedy(
    createMissingClasses,
    context(database.session, '2026-03-16T07:59:00.000Z'),
  )
  const made = await dates(student)
  expect(count).toBe(made.length)
  expect(after.count).toBe(0)
  expect([made.at(0), made.at(-1)]).toEqual(['2025-12-15', '2026-03-19'])
})

test('logs each correction, and marks as backfilled what lies before today', async () => {
  const student = await enrol(database)
  await forget()
  await database.session.query('truncate public.class_generation_logs')
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(createMissingClasses, context(fixer))).toMatchObject({
    count: 6,
    done: '6 classes were created.',
  })
  await fixer.end()
  const { rows } = await database.session.query(
    `select student_id, operation, status, classes_created,
       (select count(*) from public.classes as c where c.backfilled) as backfilled
     from public.class_generation_logs`,
  )
  expect(rows).toEqual([
    {
      student_id: student,
      operation: 'correction',
      status: 'success',
      classes_created: 6,
      backfilled: 3,
    },
  ])
})

test('says for how many students it failed, without the words of the error, and helps the others', async () => {
  const bad = await enrol(database)
  const good = await enrol(database)
  await forget()
  await database.session.query(
    `create function public.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'Vera Prado owes money'; end $$`,
  )
  await database.session.query(
    `create trigger refuse before insert on public.classes
     for each row when (new.student_id = ${bad}) execute function public.refuse()`,
  )
  const applied = await applyRemedy(createMissingClasses, context())
  expect(applied).toMatchObject({
    count: 6,
    done: '6 classes were created; it failed for 1 student (`rollcall check failed-generations`).',
    after: { count: 6, lines: [`student ${bad}: 6 classes, 2026-03-02 to 2026-03-19`] },
  })
  expect(JSON.stringify(applied)).not.toContain('Vera')
  expect(await dates(good)).toHaveLength(6)
})
