import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { api } from './api-for-tests.ts'

const database = scratchDatabase()
const query = (sql: string, values: unknown[] = []) => database.session.query(sql, values)
const { post, log } = api(database, testNow)

beforeEach(async () => {
  await query('drop trigger if exists refuses on public.classes')
  await emptySchool(database)
  log.length = 0
})

async function dates(student: number): Promise<string[]> {
  const { rows } = await query(
    `select date || case when backfilled then ' backfilled' else '' end as date
     from public.classes where student_id = $1 order by date`,
    [student],
  )
  return rows.map(({ date }) => date)
}

const logged = async () =>
  (await query('select operation, status from public.class_generation_logs order by id')).rows

/** As though the trigger had never run. */
async function enrolUnseen(student: Parameters<typeof enrol>[1] = {}): Promise<number> {
  await query('alter table public.students disable trigger user')
  const id = await enrol(database, student)
  await query('alter table public.students enable trigger user')
  return id
}

/** In which the student's classes stay as they are, because somebody else is at them. */
async function whileChanging<T>(student: number, work: () => Promise<T>): Promise<T> {
  await query('begin')
  await query(
    `insert into public.classes (student_id, date, start_time, origin_date, origin_start_time)
     values ($1, '2026-03-12', '17:00', '2026-03-12', '17:00')`,
    [student],
  )
  try {
    return await work()
  } finally {
    await query('rollback')
  }
}

describe('missing classes', () => {
  const path = '/generate-missing-classes'

  test.each([
    ['a number', (id: number) => id],
    ['text', (id: number) => String(id)],
  ])(
    'are made for the student whose id comes as %s, marked where they are billable',
    async (_as, written) => {
      const id = await enrolUnseen()
      const first = {
        created: 6,
        updated: 0,
        removed: 0,
        skipped: 0,
        students: 1,
        failed: 0,
        from: '2025-12-09',
        to: '2026-03-22',
        skippedBecause: {},
        failures: [],
      }
      const body = { studentId: written(id) }
      expect(await post(path, body)).toMatchObject({ status: 200, body: first })
      expect(await post(path, body)).toMatchObject({ status: 200, body: { ...first, created: 0 } })
      expect(await dates(id)).toEqual([
        '2026-03-02 backfilled',
        '2026-03-05 backfilled',
        '2026-03-09 backfilled',
        '2026-03-12',
        '2026-03-16',
        '2026-03-19',
      ])
    },
  )

  test('are looked for no further back than is set', async () => {
    const id = await enrolUnseen()
    const near = api(database, testNow, { lookBackDays: 3 })
    expect(await near.post(path, { studentId: id })).toMatchObject({
      body: { created: 4, from: '2026-03-08' },
    })
  })

  test('of a student who is taught no more are none, and the reason is said', async () => {
    const id = await enrol(database, { archived_at: '2026-01-01T00:00:00Z' })
    expect(await post(path, { studentId: id })).toMatchObject({
      status: 200,
      body: { created: 0, skipped: 1, students: 0, skippedBecause: { archived: 1 } },
    })
  })

  test('of a student who is not there are a mistake', async () => {
    expect(await post(path, { studentId: 4711 })).toMatchObject({
      status: 404,
      body: { code: 'unknown_student', detail: 'There is no student 4711: check the id.' },
    })
    expect(await logged()).toEqual([])
  })

  test('of a student whom somebody else is changing are for later', async () => {
    const id = await enrolUnseen()
    const answer = await whileChanging(id, () => post(path, { studentId: id }))
    expect(answer).toMatchObject({ status: 409, body: { code: 'student_busy' } })
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await post(path, { studentId: id })).toMatchObject({ body: { created: 6 } })
  })

  test('that the database refuses are a failure, and are logged there', async () => {
    const id = await enrolUnseen()
    await query(
      `create or replace function public.refuse() returns trigger language plpgsql as
       $$ begin raise exception 'Vera Prado may not' using errcode = 'P0123'; end $$`,
    )
    await query(
      'create trigger refuses before insert on public.classes for each row execute function public.refuse()',
    )
    const answer = await post(path, { studentId: id })
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 'generation_failed', failures: [{ studentId: id, sqlstate: 'P0123' }] },
    })
    expect(JSON.stringify([answer, log])).not.toMatch(/Vera|Prado/)
    expect(await logged()).toContainEqual({ operation: 'correction', status: 'failed' })
  })
})

describe('the webhook', () => {
  const path = '/webhook'
  const written = (type: string, record: object | null, table = 'students', schema = 'public') => ({
    type,
    table,
    schema,
    record,
    old_record: null,
  })
  const none = { created: 0, updated: 0, removed: 0, skipped: 0, students: 0, failed: 0 }

  test.each(['INSERT', 'UPDATE'])(
    'makes after an %s what the trigger has missed, from today on, and once',
    async (type) => {
      const id = await enrolUnseen()
      const sent = written(type, { id, first_name: 'Vera', fixed_schedule: [] })
      expect(await post(path, sent)).toMatchObject({
        status: 200,
        body: { ...none, created: 3, students: 1, nothingToDo: null },
      })
      expect(await post(path, sent)).toMatchObject({
        status: 200,
        body: { ...none, nothingToDo: 'up_to_date' },
      })
      expect(await dates(id)).toEqual(['2026-03-12', '2026-03-16', '2026-03-19'])
      expect(JSON.stringify(log)).not.toContain('Vera')
    },
  )

  test('leaves the log alone where the trigger did its work, be it in vain', async () => {
    const taught = await enrol(database)
    const unreadable = await enrol(database, { fixed_schedule: [{ day: 'someday' }] })
    const before = await logged()
    for (const id of [taught, unreadable]) {
      expect(await post(path, written('INSERT', { id }))).toMatchObject({
        status: 200,
        body: { ...none, nothingToDo: 'up_to_date' },
      })
    }
    expect(await logged()).toEqual(before)
  })

  test.each([
    ['another table', written('INSERT', { id: 'x' }, 'courses'), 'other_table'],
    ['a table of that name elsewhere', written('UPDATE', null, 'students', 'crm'), 'other_table'],
    ['a deletion', { ...written('DELETE', null), old_record: { id: 1 } }, 'deleted'],
    ['a student who has gone since', written('UPDATE', { id: 4711 }), 'no_such_student'],
  ])('has nothing to do for %s', async (_what, sent, nothingToDo) => {
    expect(await post(path, sent)).toMatchObject({ status: 200, body: { ...none, nothingToDo } })
  })

  test('makes classes that were lost, and tells where it could not', async () => {
    const id = await enrol(database)
    await loseClasses(database, `student_id = ${id} and date > '2026-03-11'`)
    const sent = written('UPDATE', { id })
    expect(await whileChanging(id, () => post(path, sent))).toMatchObject({
      status: 409,
      body: { code: 'student_busy' },
    })
    expect(await post(path, sent)).toMatchObject({ body: { created: 3 } })
  })

  test.each([
    ['no record', written('INSERT', null), '#/record'],
    ['a record without an id', written('UPDATE', {}), '#/record/id'],
    ['an id that is none', written('UPDATE', { id: -1 }), '#/record/id'],
  ])('refuses %s', async (_what, sent, pointer) => {
    expect(await post(path, sent)).toMatchObject({
      status: 422,
      body: { code: 'invalid_body', errors: [{ pointer }] },
    })
  })
})
