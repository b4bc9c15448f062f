import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { removeDuplicateClasses } from './remove-duplicate-classes.ts'

const database = scratchDatabase()
let student: number
let original: string

beforeAll(() => database.session.query('drop index public.classes_occurrence_key'))
beforeEach(async () => {
  await database.session.query('drop table if exists public.attendance')
  await emptySchool(database)
  student = await enrol(database)
  const { rows } = await database.session.query<{ id: string }>(
    "select id::text from public.classes where date = '2026-03-12'",
  )
  original = rows[0]?.id ?? ''
})

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const apply = (session = database.session) => applyRemedy(removeDuplicateClasses, context(session))

type Copy = { status?: string | null; payment_status?: string | null; minutes?: number }

/** Puts a copy beside the class of Thursday, created so many minutes later, and answers its id. */
async function copy({ status = 'scheduled', payment_status = 'unpaid', minutes = 5 }: Copy = {}) {
  const { rows } = await database.session.query<{ id: string }>(
    `insert into public.classes (
       student_id, date, start_time, duration_minutes, status, payment_status, created_at
     )
     select student_id, date, start_time, duration_minutes, $1, $2, created_at + $3 * interval '1 minute'
     from public.classes where date = '2026-03-12' order by id limit 1
     returning id::text`,
    [status, payment_status, minutes],
  )
  return rows[0]?.id ?? ''
}

async function left() {
  const { rows } = await database.session.query<{ id: string }>(
    "select id::text from public.classes where date = '2026-03-12' order by id",
  )
  return rows.map(({ id }) => id)
}

test('the preview names student, time, and which class goes and which is kept', async () => {
  const doubled = await copy()
  expect(await removeDuplicateClasses.preview(context())).toEqual({
    count: 1,
    lines: [
      `student ${student}, 2026-03-12 17:00: class ${doubled} goes, class ${original} is kept`,
    ],
  })
  expect(await left()).toEqual([original, doubled])
})

test('archives the row whole, with why, when and by whom', async () => {
  const doubled = await copy()
  const before = await database.session.query<{ class: object }>(
    'select to_jsonb(c) as class from public.classes as c where id = $1',
    [doubled],
  )
  await apply()
  const { rows } = await database.session.query('select * from rollcall.archived_classes')
  expect(rows).toMatchObject([
    {
      student_id: student,
      class_id: doubled,
      kept_class_id: original,
      reason: 'duplicate',
      archived_at: testNow,
      archived_by: 'postgres',
      class: before.rows[0]?.class,
    },
  ])
})

test('is safe to repeat', async () => {
  await copy()
  expect(await apply()).toMatchObject({ count: 1, after: { count: 0 } })
  expect(await apply()).toMatchObject({ count: 0 })
  expect(await left()).toEqual([original])
})

test('removes nothing when there are more than its bound', async () => {
  await copy()
  await copy()
  await expect(applyRemedy(removeDuplicateClasses, context(), 1)).rejects.toThrow(/would touch 2/)
  expect(await left()).toHaveLength(3)
})

test('of an old one, a paid one and a completed one the paid one is kept', async () => {
  const paid = await copy({ payment_status: 'paid', minutes: 9 })
  await copy({ status: 'completed' })
  await apply()
  expect(await left()).toEqual([paid])
})

test('never removes a class whose payment status it does not know', async () => {
  await copy({ status: 'completed' })
  const invoiced = await copy({ payment_status: 'invoiced' })
  expect(await apply()).toMatchObject({ count: 1, after: { count: 0 } })
  expect(await left()).toContain(invoiced)
})

test('a class without status, as an older table has it, is not taken for an untouched one', async () => {
  await database.session.query('alter table public.classes alter column status drop not null')
  const odd = await copy({ status: null })
  await apply()
  expect(await left()).toEqual([odd])
})

test.each(['restrict', 'cascade', 'set null'])(
  'a class to which an application refers (on delete %s) stays, and is the one that is kept',
  async (action) => {
    const first = await copy()
    await copy()
    await database.session.query(
      `create table public.attendance (
         class bigint, student bigint,
         foreign key (class, student) references public.classes (id, student_id) on delete ${action}
       )`,
    )
    await database.session.query('insert into public.attendance values ($1, $2), ($1, $2)', [
      first,
      student,
    ])
    await apply()
    expect(await left()).toEqual([first])

    const third = await copy()
    await database.session.query('insert into public.attendance values ($1, $2)', [third, student])
    expect(await apply()).toMatchObject({ count: 0 })
    expect(await left()).toEqual([first, third])
    const { rows } = await database.session.query<{ action: string }>(
      'select action from public.remove_duplicate_classes()',
    )
    expect(rows).toEqual([{ action: 'left, a person has to judge: another table refers to it' }])
    expect(await database.session.query('select from public.attendance')).toMatchObject({
      rowCount: 3,
    })
  },
)

test('a class that is paid while it waits for its turn is not removed', async () => {
  const doubled = await copy()
  const cashier = await connect(database.url, { now: testNow })
  await cashier.query('begin')
  await cashier.query("update public.classes set payment_status = 'paid' where id = $1", [doubled])
  const applying = apply()
  await untilSomebodyWaits()
  await cashier.query('commit')
  await cashier.end()
  await applying
  expect(await left()).toEqual([doubled])
})

/** Until a session of this database waits for a lock that another holds. */
async function untilSomebodyWaits() {
  const observer = await connect(database.url)
  for (;;) {
    const { rows } = await observer.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    if (rows.length > 0) break
  }
  await observer.end()
}

test('cut off in the middle, nothing is half done, and the next application finishes', async () => {
  await copy()
  await database.session.query(
    `create function public.cut_off() returns trigger language plpgsql as
     $$ begin perform pg_terminate_backend(pg_backend_pid()); return old; end $$`,
  )
  await database.session.query(
    'create trigger cut_off after delete on public.classes for each row execute function public.cut_off()',
  )
  const session = await connect(database.url, { now: testNow })
  await expect(apply(session)).rejects.toThrow(/terminat/)
  await session.end()
  expect(await left()).toHaveLength(2)
  expect(await database.session.query('select from rollcall.archived_classes')).toMatchObject({
    rowCount: 0,
  })
  await database.session.query('drop function public.cut_off() cascade')
  expect(await apply()).toMatchObject({ count: 1 })
})

test('two at once keep one class', async () => {
  await copy()
  const [one, other] = [await connect(database.url), await connect(database.url)]
  const done = await Promise.all([apply(one), apply(other)])
  await one.end()
  await other.end()
  expect(done.map(({ count }) => count).sort()).toEqual([0, 1])
  expect(await left()).toEqual([original])
})

test('works as rollcall_operator', async () => {
  await copy()
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await apply(fixer)).toMatchObject({ count: 1, after: { count: 0 } })
  await fixer.end()
  const { rows } = await database.session.query('select archived_by from rollcall.archived_classes')
  expect(rows).toEqual([{ archived_by: 'fixer' }])
})

test("the document's two statements run as printed, for service_role too, and for nobody else", async () => {
  const doubled = await copy()
  const as = async (role: string, statement: string) => {
    await database.session.query(`set role ${role}`)
    try {
      return (await database.session.query(statement)).rows
    } finally {
      await database.session.query('reset role')
    }
  }
  const find = 'SELECT * FROM public.check_duplicate_classes();'
  const remove = 'SELECT * FROM public.remove_duplicate_classes();'
  for (const role of ['anon', 'authenticated', 'rollcall_reader']) {
    await expect(as(role, remove)).rejects.toMatchObject({ code: '42501' })
  }
  expect(await as('service_role', find)).toEqual([
    {
      student_id: student,
      date: '2026-03-12',
      start_time: '17:00:00',
      duplicate_count: 2,
      kept_class_id: original,
      class_ids: [original, doubled],
    },
  ])
  expect(await as('service_role', remove)).toEqual([
    {
      student_id: student,
      date: '2026-03-12',
      start_time: '17:00:00',
      class_id: doubled,
      kept_class_id: original,
      action: 'removed, kept in rollcall.archived_classes',
    },
  ])
  expect(await as('service_role', find)).toEqual([])
})
