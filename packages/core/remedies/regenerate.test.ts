import { connect } from '@rollcall/database'
import { emptySchool, enrol, look, scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { failedGenerations } from '../checks/failed-generations.ts'
import { defaultConfig } from '../config.ts'
import { regenerate } from './regenerate.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))
afterEach(() => database.session.query('drop function if exists public.refuse() cascade'))

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const fail = (student: number | null, operation = 'update') =>
  database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status, message)
     values ($1, $2, $3, 'failed', 'Vera Prado')`,
    [student, operation, testNow],
  )
const classesOf = async (student: number) => {
  const { rows } = await database.session.query<{ classes: number }>(
    'select count(*) as classes from public.classes where student_id = $1',
    [student],
  )
  return rows[0]?.classes
}

test('the preview says for each failed student what is missing, and changes nothing', async () => {
  const lacking = await enrol(database)
  const whole = await enrol(database)
  const unaffected = await enrol(database)
  await database.session.query('delete from public.classes where student_id = any ($1)', [
    [lacking, unaffected],
  ])
  await fail(lacking)
  await fail(whole)
  expect(await regenerate.preview(context())).toEqual({
    count: 7,
    lines: [
      `student ${lacking}: 6 classes, 2026-03-02 to 2026-03-19`,
      `student ${whole}: no class is missing, which the log will say`,
    ],
  })
  expect(await classesOf(lacking)).toBe(0)
})

test('generates again for those who failed and for nobody else, and the check is clear', async () => {
  const lacking = await enrol(database)
  const whole = await enrol(database)
  const unaffected = await enrol(database)
  await database.session.query('delete from public.classes where student_id = any ($1)', [
    [lacking, unaffected],
  ])
  await fail(lacking)
  await fail(whole)
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(regenerate, context(fixer))).toMatchObject({
    count: 6,
    done: 'Generation ran again for 2 students: 6 classes were created.',
    after: { count: 0, lines: [] },
  })
  await fixer.end()
  expect(await classesOf(lacking)).toBe(6)
  expect(await classesOf(unaffected)).toBe(0)
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('leaves to a person whose data can not be read, and what was of the whole school', async () => {
  await enrol(database, { fixed_schedule: [{ day: 'someday' }] })
  await fail(null, 'scheduled')
  expect(await regenerate.preview(context())).toEqual({ count: 0, lines: [] })
  expect(await look(database, failedGenerations)).toMatchObject({
    findings: [{ key: 'operation/scheduled' }, {}],
  })
})

test('clears the failure of a student who has left', async () => {
  const student = await enrol(database, { end_date: '2026-03-05' })
  await fail(student)
  await applyRemedy(regenerate, context())
  expect(await look(database, failedGenerations)).toMatchObject({ state: 'pass' })
})

test('says for how many it failed again, without the words of the error, and helps the others', async () => {
  const bad = await enrol(database)
  const good = await enrol(database)
  await database.session.query('delete from public.classes')
  await fail(bad)
  await fail(good)
  await database.session.query(
    `create function public.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'Vera Prado owes money'; end $$`,
  )
  await database.session.query(
    `create trigger refuse before insert on public.classes
     for each row when (new.student_id = ${bad}) execute function public.refuse()`,
  )
  const applied = await applyRemedy(regenerate, context())
  expect(applied).toMatchObject({
    count: 6,
    done: 'Generation ran again for 2 students: 6 classes were created; it failed for 1 student (`rollcall check failed-generations`).',
  })
  expect(JSON.stringify(applied)).not.toContain('Vera')
  expect(await look(database, failedGenerations)).toMatchObject({
    findings: [{ key: `student/${bad}` }],
  })
})

test('refuses to touch more than its bound, and then changes nothing', async () => {
  const student = await enrol(database)
  await database.session.query('delete from public.classes')
  await fail(student)
  await expect(applyRemedy(regenerate, context(), 5)).rejects.toThrow(
    'regenerate would touch 6 and its bound is 5',
  )
  expect(await classesOf(student)).toBe(0)
})
