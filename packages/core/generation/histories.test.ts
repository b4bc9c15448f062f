import { connect } from '@rollcall/database'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)
const slot = (day: string, start_time: string, more = {}) =>
  JSON.stringify([{ day, start_time, duration_minutes: 60, ...more }])
const friday = slot('friday', '10:00')
const later = slot('friday', '11:00')

/** Updates every student as an application does at an instant. */
async function at(now: string, set: string, ...values: unknown[]) {
  const session = await connect(database.url, { now })
  await session.query(`update public.students set ${set}`, values)
  await session.end()
}
const update = (set: string, ...values: unknown[]) => at(testNow, set, ...values)

async function unseen(sql: string, ...values: unknown[]) {
  await query("set session_replication_role = 'replica'")
  await query(sql, ...values)
  await query('reset session_replication_role')
}

const weekly = (now = testNow) => query('select rollcall.generate_weekly($1)', now)
const missing = async (from = '2025-12-01') =>
  (
    await query(
      'select origin_date from rollcall.missing_classes($1, rollcall.horizon($2), $2) order by 1',
      from,
      testNow,
    )
  ).rows.map(({ origin_date }) => origin_date)
/** Date and hour of each class, of those from a date on. */
const classes = async (from = '2026-03-11') =>
  (
    await query(
      `select to_char(date + start_time, 'MM-DD HH24:MI') as class from public.classes
       where date >= $1 order by date, start_time`,
      from,
    )
  ).rows.map((row) => row.class)

describe('a start that is put off and back', () => {
  test('with another hour in between leaves the newest schedule only', async () => {
    await enrol(database, { start_date: '2026-03-09', fixed_schedule: JSON.parse(friday) })
    await update('start_date = $1, fixed_schedule = $2', '2026-03-23', later)
    await update('start_date = $1', '2026-03-08')
    expect(await classes()).toEqual(['03-13 11:00', '03-20 11:00'])
    await update('fixed_schedule = $1', slot('thursday', '18:00'))
    await weekly('2026-03-16T07:00:00Z')
    expect(await classes()).toEqual(['03-12 18:00', '03-19 18:00', '03-26 18:00'])
    expect(await missing('2026-03-11')).toEqual([])
  })

  test('makes due what lies before, and the correction alone creates it', async () => {
    await enrol(database, { start_date: '2026-03-30', fixed_schedule: JSON.parse(friday) })
    await update('start_date = $1', '2026-02-23')
    expect(await classes('2026-01-01')).toEqual(['03-13 10:00', '03-20 10:00'])
    expect(await missing()).toEqual(['2026-02-27', '2026-03-06'])
  })

  test('is followed though no trigger saw it', async () => {
    await enrol(database, { start_date: '2026-03-30', fixed_schedule: JSON.parse(friday) })
    await unseen("update public.students set start_date = '2026-03-12'")
    expect(await missing()).toEqual(['2026-03-13', '2026-03-20'])
    await weekly()
    expect(await classes()).toEqual(['03-13 10:00', '03-20 10:00'])
  })
})

test('a slip in the end, set right on the same day, forgets no day; an end that stood a while does', async () => {
  const student = { start_date: '2026-02-23', fixed_schedule: JSON.parse(friday) }
  await enrol(database, { ...student, end_date: '2025-06-30' })
  await update("end_date = '2025-07-31'")
  await update("end_date = '2027-06-30'")
  expect(await missing()).toEqual(['2026-02-27', '2026-03-06'])
  await emptySchool(database)
  await enrol(database, student)
  await loseClasses(database, 'true')
  await at('2026-03-01T12:00:00Z', "end_date = '2026-03-02'")
  await update('end_date = null')
  expect(await missing()).toEqual(['2026-02-27'])
})

test('a pause is remembered though generation fails when it ends', async () => {
  await enrol(database, { start_date: '2026-02-23', fixed_schedule: JSON.parse(friday) })
  await at('2026-02-24T12:00:00Z', "paused_from = '2026-02-24'")
  await loseClasses(database, 'true')
  await query(
    `create function public.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'not now'; end $$`,
  )
  await query(
    'create trigger refuse before insert on public.classes for each row execute function public.refuse()',
  )
  await update('paused_from = null')
  await query('drop function public.refuse() cascade')
  expect(await missing()).toEqual(['2026-03-13', '2026-03-20'])
  const { rows } = await query(
    "select from public.class_generation_logs where operation = 'update' and status = 'failed'",
  )
  expect(rows).toHaveLength(1)
})

test('on its first day a change holds from its moment on', async () => {
  await enrol(database, { fixed_schedule: JSON.parse(slot('wednesday', '09:00')) })
  for (const time of ['10:00', '10:30', '09:00', '17:00']) {
    await update('fixed_schedule = $1', slot('wednesday', time))
  }
  expect(await classes()).toEqual(['03-11 09:00', '03-11 17:00', '03-18 17:00'])
  expect(await missing('2026-03-11')).toEqual([])
})

describe('while a schedule can not be read', () => {
  const broken = slot('someday', '10:00')

  test('nothing is made and nothing is missing, and what was made stays', async () => {
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await update('fixed_schedule = $1', broken)
    await weekly('2026-03-16T07:00:00Z')
    await weekly('2026-03-30T07:00:00Z')
    expect(await classes()).toEqual(['03-13 10:00', '03-20 10:00'])
    await at('2026-03-31T07:00:00Z', 'fixed_schedule = $1', friday)
    const { rows } = await query(
      "select origin_date from rollcall.missing_classes('2026-03-01', '2026-04-12', '2026-03-31T08:00:00Z')",
    )
    expect(rows).toEqual([])
    expect(await classes('2026-03-21')).toEqual(['04-03 10:00', '04-10 10:00'])
  })

  test.each([
    ["archived_at = '2026-03-11T00:00:00Z'", []],
    ["end_date = '2026-03-14'", ['03-13 10:00']],
    ["paused_from = '2026-03-12', paused_until = '2026-03-14'", ['03-20 10:00']],
  ])('what else the row says is followed: %s', async (set, left) => {
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await update('fixed_schedule = $1', broken)
    await update(set)
    expect(await classes()).toEqual(left)
  })

  test('a change that was to hold later and is replaced by it stops nobody', async () => {
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await update('fixed_schedule = $1, schedule_effective_from = $2', broken, '2026-03-18')
    await update('fixed_schedule = $1, schedule_effective_from = null', broken)
    await unseen('update public.students set fixed_schedule = $1', slot('noday', '10:00'))
    expect(await missing('2026-03-11')).toEqual([])
    const { rows } = await query('select rollcall.generate_weekly($1) as result', testNow)
    expect(rows[0].result.failed).toEqual([])
  })

  test('mended before anything could be read, it holds from the start', async () => {
    await enrol(database, { fixed_schedule: JSON.parse(broken) })
    await update('fixed_schedule = $1', friday)
    expect(await classes('2026-01-01')).toEqual(['03-06 10:00', '03-13 10:00', '03-20 10:00'])
  })
})

test('a class that a person made at the hour of a slot is left as it is', async () => {
  const student = await enrol(database, { fixed_schedule: JSON.parse(friday) })
  await loseClasses(database, "date = '2026-03-20'")
  await query(
    `insert into public.classes (student_id, date, start_time, duration_minutes) values ($1, '2026-03-20', '10:00', 90)`,
    student,
  )
  await weekly()
  await update("fixed_schedule = '[]'")
  const { rows } = await query(
    "select duration_minutes, generated_at from public.classes where date > '2026-03-11'",
  )
  expect(rows).toEqual([{ duration_minutes: 90, generated_at: null }])
})

test("a schedule that names no zone follows the school's", async () => {
  await enrol(database, { fixed_schedule: JSON.parse(friday) })
  await query("update rollcall.school set timezone = 'America/New_York'")
  await weekly()
  const { rows } = await query(
    "select timezone, to_char(starts_at at time zone 'UTC', 'HH24:MI') as utc from public.classes where date = '2026-03-20'",
  )
  expect(rows).toEqual([{ timezone: 'America/New_York', utc: '14:00' }])
})

test('an end, a start or a duration that is written alone takes the others along', async () => {
  await enrol(database, { fixed_schedule: JSON.parse(friday) })
  const row = async () =>
    (
      await query(
        "select start_time, end_time, duration_minutes from public.classes where origin_date = '2026-03-20'",
      )
    ).rows[0]
  const write = (set: string) =>
    query(`update public.classes set ${set} where origin_date = '2026-03-20'`)
  await write("end_time = '11:30'")
  expect(await row()).toMatchObject({ end_time: '11:30:00', duration_minutes: 90 })
  await write('duration_minutes = 45')
  expect(await row()).toMatchObject({ end_time: '10:45:00', duration_minutes: 45 })
  await write("start_time = '15:00'")
  expect(await row()).toMatchObject({ end_time: '15:45:00', duration_minutes: 45 })
  await write("start_time = '16:00', end_time = '17:00'")
  expect(await row()).toMatchObject({ start_time: '16:00:00', duration_minutes: 60 })
})

describe('what an application brings', () => {
  test('its own constraint, deferred to the end, stops neither the student nor the others', async () => {
    await query('create table public.rooms (course_id bigint primary key)')
    await query(
      'alter table public.classes add constraint room foreign key (course_id) references public.rooms deferrable initially deferred',
    )
    const good = await enrol(database, { fixed_schedule: JSON.parse(friday) })
    const bad = await enrol(database, {
      fixed_schedule: JSON.parse(slot('friday', '10:00', { course_id: 9 })),
    })
    await weekly()
    const { rows } = await query(
      'select student_id, count(*)::integer as classes from public.classes group by 1',
    )
    expect(rows).toEqual([{ student_id: good, classes: 3 }])
    const failed = await query(
      "select error_details ->> 'sqlstate' as state from public.class_generation_logs where student_id = $1 and status = 'failed'",
      bad,
    )
    expect(failed.rows[0]).toEqual({ state: '23503' })
    await query('drop table public.rooms cascade')
  })

  test('its own key, which refuses a class, is told of, and the rest is made', async () => {
    await query('create unique index own_key on public.classes (student_id, date, start_time)')
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await query("update public.classes set date = '2026-03-27' where date = '2026-03-20'")
    await query("select set_config('rollcall.now', '2026-03-16T07:00:00Z', false)")
    const { rows } = await query(
      "select rollcall.generate_weekly('2026-03-16T07:00:00Z') as result",
    )
    expect(rows[0].result).toMatchObject({ created: 0, failed: [{ sqlstate: '23505' }] })
    await query('drop index public.own_key')
  })

  test('an assertion of its own that fails stops neither the student nor the others', async () => {
    await query(
      `create function public.refuse() returns trigger language plpgsql as
       $$ begin assert new.start_time <> '11:00', 'not at eleven'; return new; end $$`,
    )
    await query(
      'create trigger refuse before insert on public.classes for each row execute function public.refuse()',
    )
    const bad = await enrol(database, { fixed_schedule: JSON.parse(later) })
    const good = await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await loseClasses(database, 'true')
    const { rows } = await query('select rollcall.generate_weekly($1) as result', testNow)
    expect(rows[0].result).toMatchObject({
      created: 2,
      failed: [{ studentId: bad, sqlstate: 'P0004' }],
      students: [good],
    })
    const failures = await query(
      `select operation, error_details ->> 'sqlstate' as state, error_details ->> 'message' as message,
              error_details ->> 'context' ~ 'refuse' as says_where
       from public.class_generation_logs where student_id = $1 order by id`,
      bad,
    )
    const failure = { state: 'P0004', message: 'not at eleven', says_where: true }
    expect(failures.rows).toEqual([
      { operation: 'insert', ...failure },
      { operation: 'scheduled', ...failure },
    ])
    await query('drop function public.refuse() cascade')
  })

  test('a log that a trigger of its own refuses loses no class', async () => {
    await query(
      `create function public.refuse() returns trigger language plpgsql as
       $$ begin raise exception 'no logs'; end $$`,
    )
    await query(
      'create trigger refuse before insert on public.class_generation_logs for each row execute function public.refuse()',
    )
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await query('drop function public.refuse() cascade')
    expect(await classes()).toEqual(['03-13 10:00', '03-20 10:00'])
  })

  test('a status of its own with which a class begins is no sign of a hand', async () => {
    await query(
      "alter table public.classes alter status set default 'booked', alter payment_status set default 'not_paid'",
    )
    await query('select rollcall.learn_initial_values()')
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await update('fixed_schedule = $1', later)
    expect(await classes()).toEqual(['03-13 11:00', '03-20 11:00'])
    await query("update public.classes set status = 'held' where date = '2026-03-13'")
    await update('fixed_schedule = $1', friday)
    expect(await classes()).toEqual(['03-13 10:00', '03-13 11:00', '03-20 10:00'])
    await query(
      "alter table public.classes alter status set default 'scheduled', alter payment_status set default 'unpaid'",
    )
    await query('select rollcall.learn_initial_values()')
  })

  test('a pause to the end of all time is a pause', async () => {
    await enrol(database, { fixed_schedule: JSON.parse(friday) })
    await update("paused_from = '2026-03-15', paused_until = '5874897-12-31'")
    expect(await classes()).toEqual(['03-13 10:00'])
    expect(await missing('2026-03-11')).toEqual([])
  })
})
