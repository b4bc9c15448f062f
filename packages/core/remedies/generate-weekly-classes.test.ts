import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { generateWeeklyClasses } from './generate-weekly-classes.ts'

const database = scratchDatabase()
let student: number
beforeEach(async () => {
  await emptySchool(database)
  student = await enrol(database)
  await database.session.query('delete from public.classes')
  await database.session.query('truncate public.class_generation_logs')
})
afterEach(() => database.session.query('drop function if exists public.refuse() cascade'))

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const dates = async () => {
  const { rows } = await database.session.query<{ date: string }>(
    'select date from public.classes order by date',
  )
  return rows.map(({ date }) => date)
}
const runs = async () => {
  const { rows } = await database.session.query<{ status: string }>(
    "select status from public.class_generation_logs where operation = 'scheduled' and student_id is null",
  )
  return rows.map(({ status }) => status)
}

test('the preview counts from today to the end of next week, and changes nothing', async () => {
  expect(await generateWeeklyClasses.preview(context())).toEqual({
    count: 3,
    lines: [`student ${student}: 3 classes, 2026-03-12 to 2026-03-19`],
  })
  expect(await dates()).toEqual([])
})

test('makes what the preview counted, leaves the past to the correction, and is safe to repeat', async () => {
  expect(await applyRemedy(generateWeeklyClasses, context())).toMatchObject({
    count: 3,
    done: 'The weekly run is done: 3 classes were created.',
    after: { count: 0 },
  })
  expect(await applyRemedy(generateWeeklyClasses, context())).toMatchObject({ count: 0 })
  expect(await dates()).toEqual(['2026-03-12', '2026-03-16', '2026-03-19'])
})

test('the schedule does not run again in a week that the remedy has run', async () => {
  await applyRemedy(generateWeeklyClasses, context())
  const { rows } = await database.session.query('select rollcall.weekly_tick($1) as tick', [
    testNow,
  ])
  expect(rows).toEqual([{ tick: { due: false } }])
  expect(await runs()).toEqual(['success'])
})

test('makes nothing when there would be more than its bound', async () => {
  await expect(applyRemedy(generateWeeklyClasses, context(), 2)).rejects.toThrow(/would touch 3/)
  expect(await dates()).toEqual([])
  expect(await runs()).toEqual([])
})

test('works as rollcall_operator, and not as the role that can only look', async () => {
  const looker = await connect(database.as('looker'), { now: testNow })
  await expect(applyRemedy(generateWeeklyClasses, context(looker))).rejects.toMatchObject({
    code: '42501',
  })
  await looker.end()
  expect(await runs()).toEqual([])
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(generateWeeklyClasses, context(fixer))).toMatchObject({ count: 3 })
  await fixer.end()
})

test('says for how many students it failed, and calls the run partial', async () => {
  const [bad, worse] = [await enrol(database), await enrol(database)]
  await database.session.query('delete from public.classes')
  await database.session.query(
    `create function public.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'Vera Prado owes money'; end $$`,
  )
  await database.session.query(
    `create trigger refuse before insert on public.classes
     for each row when (new.student_id in (${bad}, ${worse})) execute function public.refuse()`,
  )
  expect(await applyRemedy(generateWeeklyClasses, context())).toMatchObject({
    count: 3,
    done: 'The weekly run is done: 3 classes were created; it failed for 2 students (`rollcall check failed-generations`).',
    after: { count: 6 },
  })
  expect(await runs()).toEqual(['partial'])
})
