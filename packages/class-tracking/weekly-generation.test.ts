import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { api } from './api-for-tests.ts'

const database = scratchDatabase()
const query = (sql: string, values: unknown[] = []) => database.session.query(sql, values)
const path = '/generate-weekly-classes'

beforeEach(async () => {
  await query('drop trigger if exists slow on public.classes')
  await query('drop trigger if exists refuses on public.classes')
  await emptySchool(database)
})

const fromToday = { from: '2026-03-11', to: '2026-03-22' }
/** Of a student who comes on Mondays and Thursdays, from Wednesday to the end of next week. */
const classesEach = 3

async function enrolWithout(students: number) {
  for (let n = 0; n < students; n++) await enrol(database)
  await query('select set_config($1, $2, false)', ['rollcall.reconciling', 'on'])
  await query('delete from public.classes')
  await query('select set_config($1, $2, false)', ['rollcall.reconciling', 'off'])
}

async function number(sql: string): Promise<number> {
  return (await query(`select count(*) from ${sql}`)).rows[0].count
}

const duplicates = () =>
  number(
    '(select from public.classes group by student_id, date, start_time having count(*) > 1) as d',
  )

test('fills the coming weeks of everybody, and a second time makes nothing', async () => {
  await enrolWithout(4)
  await enrol(database, { archived_at: '2026-01-01T00:00:00Z' })
  const { post, log } = api(database, testNow)
  const first = {
    created: 4 * classesEach,
    updated: 0,
    removed: 0,
    skipped: 1,
    students: 4,
    failed: 0,
    ...fromToday,
    skippedBecause: { archived: 1 },
    failures: [],
    done: true,
    left: 0,
  }
  expect(await post(path, {})).toMatchObject({ status: 200, body: first })
  expect(await post(path, {})).toMatchObject({ status: 200, body: { ...first, created: 0 } })
  expect(await number('public.classes')).toBe(4 * classesEach)
  expect(await number("rollcall.generation_runs where week = '2026-03-09'")).toBe(1)
  expect(log[0]).toMatchObject({
    level: 'info',
    route: path,
    method: 'POST',
    status: 200,
    counts: { created: 4 * classesEach, students: 4, left: 0 },
  })
})

test('eight calls at once make nothing twice', async () => {
  await enrolWithout(30)
  const { post } = api(database, testNow)
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(path, {})))
  // Who waits for another too long leaves that student to them.
  expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([])
  expect(answers.reduce((sum, { body }) => sum + body.created, 0)).toBe(30 * classesEach)
  expect(await duplicates()).toBe(0)
})

test('a failure of one student is told, and the others get theirs; a failure of all is a failure of the call', async () => {
  await enrolWithout(3)
  const { rows } = await query('select min(id) as id from public.students')
  const [{ id }] = rows
  await query(
    `create or replace function public.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'Vera Prado may not' using errcode = 'P0123'; end $$`,
  )
  await query(
    `create trigger refuses before insert on public.classes for each row
     when (new.student_id = ${id}) execute function public.refuse()`,
  )
  const { post, log } = api(database, testNow)
  expect(await post(path, {})).toMatchObject({
    status: 200,
    body: {
      created: 2 * classesEach,
      students: 3,
      failed: 1,
      failures: [{ studentId: id, sqlstate: 'P0123' }],
      done: true,
    },
  })
  await query('delete from public.classes')
  await query('delete from public.students where id <> $1', [id])
  const failed = await post(path, {})
  expect(failed).toMatchObject({
    status: 500,
    body: {
      code: 'generation_failed',
      failed: 1,
      failures: [{ studentId: id, sqlstate: 'P0123' }],
    },
  })
  expect(log[1]).toMatchObject({ level: 'error', code: 'generation_failed' })
  expect(JSON.stringify([failed, log])).not.toMatch(/Vera|Prado|insert into/i)
  expect(await number("public.class_generation_logs where status = 'failed'")).toBe(2)
})

describe('a school for which one statement takes too long', () => {
  const students = 50

  /** Twenty students a batch: more than their classes in one transaction take longer than anybody waits. */
  beforeEach(async () => {
    await enrolWithout(students)
    await query(
      `create or replace function public.take_time() returns trigger language plpgsql as $$
       begin
         perform set_config('test.rows', (coalesce(nullif(current_setting('test.rows', true), ''), '0')::integer + 1)::text, true);
         if current_setting('test.rows')::integer > ${20 * classesEach} then
           perform pg_sleep(600);
         end if;
         return new;
       end $$`,
    )
    await query(
      'create trigger slow before insert on public.classes for each row execute function public.take_time()',
    )
  })

  const runs = () => number('rollcall.generation_runs where finished_at is not null')
  const whole = 3_000

  test('is gone through in batches, and the run is put on record when all is done', async () => {
    const { post } = api(database, testNow, { limits: { whole, deadline: 60_000 } })
    expect(await post(path, {})).toMatchObject({
      status: 200,
      body: { created: students * classesEach, students, failed: 0, done: true, left: 0 },
    })
    expect(await number('public.classes')).toBe(students * classesEach)
    expect(await runs()).toBe(1)
  })

  test('comes to its end over several calls, none of which counts as the run but the last', async () => {
    const { post, log } = api(database, testNow, { limits: { whole, deadline: whole } })
    for (const left of [30, 10]) {
      expect(await post(path, {})).toMatchObject({
        status: 202,
        body: { created: 20 * classesEach, students: 20, done: false, left, ...fromToday },
      })
      expect(await runs()).toBe(0)
      expect(await number("public.class_generation_logs where operation = 'scheduled'")).toBe(0)
    }
    expect(await post(path, {})).toMatchObject({
      status: 200,
      body: { created: 10 * classesEach, students, done: true, left: 0 },
    })
    expect(log.map(({ counts }) => counts?.left)).toEqual([30, 10, 0])
    expect(await number('public.classes')).toBe(students * classesEach)
    expect(await duplicates()).toBe(0)
    expect(await runs()).toBe(1)
  })
})

test('students whom others are changing are left for the next call', async () => {
  await enrolWithout(2)
  const { rows } = await query('select max(id) as id from public.students')
  await query('begin')
  await query(
    `insert into public.classes (student_id, date, start_time, origin_date, origin_start_time)
     values ($1, '2026-03-12', '17:00', '2026-03-12', '17:00')`,
    [rows[0].id],
  )
  const { post } = api(database, testNow)
  const answer = await post(path, {})
  await query('rollback')
  expect(answer).toMatchObject({
    status: 202,
    body: { created: classesEach, done: false, left: 1 },
  })
  expect(await post(path, {})).toMatchObject({
    status: 200,
    body: { created: classesEach, left: 0 },
  })
})
