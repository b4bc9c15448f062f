import { connect } from '@rollcall/database'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { generate } from './generate.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)
const weekly = (now = testNow) => query('select rollcall.generate_weekly($1)', now)
const dates = async (condition = 'true') =>
  (await query(`select date from public.classes where ${condition} order by date`)).rows.map(
    ({ date }) => date,
  )
const fridays = JSON.stringify([{ day: 'friday', start_time: '10:00', duration_minutes: 60 }])
const past = ['2026-03-02', '2026-03-05', '2026-03-09']

/** Writes to the database as if the triggers had been off. */
async function unseen(sql: string, ...values: unknown[]) {
  await query("set session_replication_role = 'replica'")
  await query(sql, ...values)
  await query('reset session_replication_role')
}

const runs = {
  'the weekly run': () => weekly(),
  'the correction': () =>
    query("select rollcall.generate_missing('2026-03-01', '2026-03-22', $1)", testNow),
}

describe.each(Object.entries(runs))('%s', (_name, run) => {
  test.each([
    [
      'a closure',
      "insert into rollcall.closures values ('2026-03-16', '2026-03-20', 'spring')",
      ['2026-03-12'],
    ],
    ['a pause', "update public.students set paused_from = '2026-03-13'", ['2026-03-12']],
    ['an end', "update public.students set end_date = '2026-03-15'", ['2026-03-12']],
    ['archiving', "update public.students set archived_at = '2026-03-11T00:00Z'", []],
    [
      'another schedule',
      `update public.students set fixed_schedule = '${fridays}'`,
      ['2026-03-13', '2026-03-20'],
    ],
    ['no schedule', 'update public.students set fixed_schedule = null', []],
  ])('follows %s that no trigger saw', async (_what, change, coming) => {
    await enrol(database)
    await unseen(change)
    await run()
    expect(await dates()).toEqual([...past, ...coming])
  })

  test.each([
    [
      'a schedule that can not be read',
      `update public.students set fixed_schedule = '[{"day": "someday"}]'`,
    ],
    ['no start date', 'update public.students set start_date = null'],
    ['a start date outside the calendar', "update public.students set start_date = '0001-01-01'"],
  ])('leaves everything as it is where there is %s', async (_what, change) => {
    await enrol(database)
    const before = await dates()
    await unseen(change)
    await run()
    expect(await dates()).toEqual(before)
  })

  test('keeps what somebody touched and what somebody added', async () => {
    await enrol(database)
    await query("update public.classes set date = '2026-03-13' where date = '2026-03-12'")
    await query("update public.classes set payment_status = 'paid' where date = '2026-03-16'")
    await query(
      `insert into public.classes (student_id, date, start_time, duration_minutes)
       select id, '2026-03-18', '09:00', 60 from public.students`,
    )
    await unseen('update public.students set fixed_schedule = null')
    await run()
    expect(await dates()).toEqual([...past, '2026-03-13', '2026-03-16', '2026-03-18'])
  })

  test("a class's instant follows the zone data, whoever touched it, until it has begun", async () => {
    await enrol(database, {
      fixed_schedule: [1, 2, 3, 4, 5].map((day) => ({
        day,
        start_time: '17:00',
        duration_minutes: 60,
      })),
    })
    await query("update public.classes set payment_status = 'paid' where date = '2026-03-12'")
    await query(
      "update public.classes set start_time = '18:00', end_time = '19:00' where date = '2026-03-13'",
    )
    await query("update public.classes set status = 'cancelled' where date = '2026-03-17'")
    await unseen("update public.classes set starts_at = starts_at + interval '1 hour'")
    const rows = async () =>
      (
        await query(
          `select date, extract(epoch from starts_at - (date + start_time) at time zone 'UTC') / 3600 as late,
                  edited_at is not null as edited
           from public.classes where date between '2026-03-10' and '2026-03-17' order by date`,
        )
      ).rows.map(({ date, late, edited }) => [date.slice(-2), Number(late), edited])
    await run()
    expect(await rows()).toEqual([
      ['10', 1, false],
      ['11', 0, false],
      ['12', 0, true],
      ['13', 0, true],
      ['16', 0, false],
      ['17', 1, true],
    ])
  })
})

test('a class that was moved out of the past follows the zone data by the correction, which judges nothing else of it', async () => {
  await enrol(database)
  await query("update public.classes set date = '2026-03-17' where date = '2026-03-09'")
  await unseen("update public.students set fixed_schedule = '[]'")
  const late = "update public.classes set starts_at = starts_at + interval '1 hour'"
  await unseen(`${late} where date in ('2026-03-05', '2026-03-17')`)
  const options = { what: 'missing', now: testNow, lookBackDays: 92 } as const
  const changes = { created: 0, updated: 1, removed: 3 }
  expect(await generate(database.session, { ...options, dryRun: true })).toMatchObject(changes)
  expect(await generate(database.session, options)).toMatchObject(changes)
  const { rows } = await query(
    "select date, to_char(starts_at at time zone 'UTC', 'HH24:MI') as utc from public.classes order by date",
  )
  expect(rows).toEqual([
    { date: '2026-03-02', utc: '17:00' },
    { date: '2026-03-05', utc: '18:00' },
    { date: '2026-03-17', utc: '17:00' },
  ])
})

test('a preview counts what would be created, changed and removed, and the run does just that', async () => {
  const student = await enrol(database)
  await loseClasses(database, "date = '2026-03-12'")
  await query("insert into rollcall.closures values ('2026-03-16', '2026-03-16', 'holiday')")
  await unseen("update public.classes set duration_minutes = 45 where date = '2026-03-19'")
  const options = { what: 'missing', now: testNow, lookBackDays: 92 } as const
  const changes = {
    created: 1,
    updated: 1,
    removed: 1,
    perStudent: [{ studentId: student, created: 1 }],
  }
  expect(await generate(database.session, { ...options, dryRun: true })).toMatchObject(changes)
  expect(await dates()).not.toContain('2026-03-12')
  expect(await generate(database.session, options)).toMatchObject(changes)
  expect(await generate(database.session, options)).toMatchObject({
    created: 0,
    updated: 0,
    removed: 0,
  })
  const { rows } = await query(
    "select classes_created, classes_updated, classes_removed from public.class_generation_logs where operation = 'correction'",
  )
  expect(rows).toEqual([{ classes_created: 1, classes_updated: 1, classes_removed: 1 }])
})

test("what one transaction inserts, changes and takes back is nobody else's hand", async () => {
  const student = await enrol(database)
  const longer = JSON.stringify([{ day: 'monday', start_time: '17:00', duration_minutes: 90 }])
  await query('update public.students set fixed_schedule = $2 where id = $1', student, longer)
  await query("update public.students set fixed_schedule = '[]'")
  expect(await dates()).toEqual(past)
})

test('what a change leaves behind is kept, and the log counts it', async () => {
  await enrol(database)
  await query("update public.classes set payment_status = 'paid' where date = '2026-03-16'")
  await query(`update public.students set fixed_schedule = '${fridays}'`)
  expect(await dates("date > '2026-03-11'")).toEqual(['2026-03-13', '2026-03-16', '2026-03-20'])
  const { rows } = await query(
    "select message from public.class_generation_logs where operation = 'update'",
  )
  expect(rows).toEqual([
    {
      message:
        '2 classes created, 0 changed, 2 removed; 1 kept that the schedule no longer calls for',
    },
  ])
})

describe('a change that takes effect later', () => {
  const change = (schedule: string, from: string | null, now = testNow) =>
    at(
      now,
      'update public.students set fixed_schedule = $1, schedule_effective_from = $2',
      schedule,
      from,
    )

  async function at(now: string, sql: string, ...values: unknown[]) {
    const session = await connect(database.url, { now })
    await session.query(sql, values)
    await session.end()
  }

  test('holds from its date: the days before stay with the schedule before', async () => {
    await enrol(database)
    await change(fridays, '2026-03-16')
    expect(await dates()).toEqual([...past, '2026-03-12', '2026-03-20'])
  })

  test('beyond the horizon changes nothing yet, and the weekly runs follow it', async () => {
    await enrol(database)
    const before = await dates()
    await change(fridays, '2026-03-26')
    expect(await dates()).toEqual(before)
    await weekly('2026-03-23T07:00:00Z')
    expect(await dates("date >= '2026-03-23'")).toEqual(['2026-03-23', '2026-03-27', '2026-04-03'])
  })

  test('that no trigger saw is followed from its date too', async () => {
    await enrol(database)
    await unseen(
      'update public.students set fixed_schedule = $1, schedule_effective_from = $2',
      fridays,
      '2026-03-16',
    )
    const { rows } = await query(
      "select origin_date from rollcall.missing_classes('2026-03-01', '2026-03-22', $1)",
      testNow,
    )
    expect(rows).toEqual([{ origin_date: '2026-03-20' }])
    await weekly()
    expect(await dates()).toEqual([...past, '2026-03-12', '2026-03-20'])
  })

  test('may be put off, brought forward, replaced and taken back', async () => {
    await enrol(database)
    const original = (await query('select fixed_schedule from public.students')).rows[0]
      .fixed_schedule
    await change(fridays, '2026-03-16')
    await change(fridays, '2026-03-20')
    expect(await dates()).toEqual([...past, '2026-03-12', '2026-03-16', '2026-03-19', '2026-03-20'])
    await change(fridays, null)
    expect(await dates()).toEqual([...past, '2026-03-13', '2026-03-20'])
    await change(JSON.stringify(original), null)
    expect(await dates()).toEqual([...past, '2026-03-12', '2026-03-16', '2026-03-19'])
  })

  test('follows another one that takes effect before it', async () => {
    await enrol(database)
    await change(fridays, '2026-03-13')
    const saturdays = fridays.replace('friday', 'saturday')
    await change(saturdays, '2026-03-20')
    expect(await dates()).toEqual([...past, '2026-03-12', '2026-03-13', '2026-03-21'])
  })

  test('never re-judges the past: a date gone by means today', async () => {
    await enrol(database)
    await change(fridays, '2026-03-03')
    expect(await dates()).toEqual([...past, '2026-03-13', '2026-03-20'])
    await runs['the correction']()
    expect(await dates()).toEqual([...past, '2026-03-13', '2026-03-20'])
  })

  test('a new student may have one too', async () => {
    await query(
      `insert into public.students (start_date, fixed_schedule, schedule_effective_from)
       values ('2026-03-02', $1, '2026-03-14')`,
      fridays,
    )
    expect(await dates()).toEqual(['2026-03-20'])
  })
})

test('a run that an edit overtook is set right by the next', async () => {
  const student = await enrol(database)
  const run = await connect(database.url, { now: testNow })
  await run.query('begin')
  await run.query("select rollcall.generate_weekly('2026-03-17T07:00:00Z')")
  await query('select set_config($1, $2, false)', 'rollcall.now', '2026-03-17T07:00:00Z')
  await query('update public.students set fixed_schedule = $2 where id = $1', student, fridays)
  await run.query('commit')
  await run.end()
  expect(await dates("date >= '2026-03-23'")).toEqual(['2026-03-23', '2026-03-26', '2026-03-27'])
  await weekly('2026-03-17T08:00:00Z')
  expect(await dates("date >= '2026-03-23'")).toEqual(['2026-03-27'])
})

test("a run and an edit that are in each other's way do not lock each other dead", async () => {
  const now = '2026-03-17T07:00:00Z'
  const [first, second] = [await enrol(database), await enrol(database)]
  const mondays = JSON.stringify([{ day: 'monday', start_time: '17:00', duration_minutes: 90 }])
  const [run, editor] = [await connect(database.url, { now }), await connect(database.url, { now })]
  const edit = (student: number) =>
    editor.query('update public.students set fixed_schedule = $2 where id = $1', [student, mondays])
  await editor.query('begin')
  await edit(second)
  const { rows: pids } = await run.query('select pg_backend_pid() as pid')
  const running = run.query('select rollcall.generate_weekly($1)', [now])
  await isWaiting(pids[0].pid)
  await edit(first)
  await running
  await editor.query('commit')
  await Promise.all([run.end(), editor.end()])
  await weekly('2026-03-17T08:00:00Z')
  expect(await dates("date >= '2026-03-23'")).toEqual(['2026-03-23', '2026-03-23'])
  const { rows } = await query(
    `select (select deadlocks from pg_catalog.pg_stat_database where datname = current_database()) as deadlocks,
            count(*) filter (where status = 'failed') as failed,
            count(*) filter (where status = 'skipped') > 0 as skipped
     from public.class_generation_logs`,
  )
  expect(rows).toEqual([{ deadlocks: 0, failed: 0, skipped: true }])
})

async function isWaiting(pid: number) {
  const blocked = 'select cardinality(pg_blocking_pids($1)) > 0 as blocked'
  while (!(await query(blocked, pid)).rows[0].blocked);
}
