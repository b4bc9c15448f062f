import { connect } from '@rollcall/database'
import { emptySchool, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { cleanOldLogs } from './clean-old-logs.ts'

const database = scratchDatabase()
beforeEach(async () => {
  await emptySchool(database)
  // Thirty days before the tests' noon it was 2026-02-09 11:00 in UTC.
  for (const at of ['2025-12-31T23:30Z', '2026-01-05T00:00Z', '2026-02-09T10:59Z']) await log(at)
  for (const at of ['2026-02-09T11:00Z', '2026-03-11T10:00Z']) await log(at)
})

const log = (at: string) =>
  database.session.query(
    "insert into public.class_generation_logs (operation, trigger_time, status) values ('insert', $1, 'success')",
    [at],
  )
const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
async function left() {
  const { rows } = await database.session.query<{ at: string }>(
    'select trigger_time as at from public.class_generation_logs order by trigger_time',
  )
  return rows.map(({ at }) => at.slice(0, 16))
}
const kept = ['2026-02-09T11:00', '2026-03-11T10:00']

test('the preview counts by month of the school', async () => {
  const preview = () => cleanOldLogs.preview(context())
  expect(await preview()).toEqual({
    count: 3,
    lines: ['2025-12: 1 log row', '2026-01: 1 log row', '2026-02: 1 log row'],
  })
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  expect((await preview()).lines).toEqual(['2026-01: 2 log rows', '2026-02: 1 log row'])
  expect(await left()).toHaveLength(5)
})

test('deletes what the preview counted, is safe to repeat, and says both in the audit', async () => {
  expect(await applyRemedy(cleanOldLogs, context())).toMatchObject({ count: 3 })
  expect(await applyRemedy(cleanOldLogs, context())).toMatchObject({ count: 0 })
  expect(await left()).toEqual(kept)
  const { rows } = await database.session.query(
    'select remedy, before, after from rollcall.remedies order by id desc limit 2',
  )
  expect(rows).toMatchObject([
    { before: { count: 0 }, after: { count: 0, left: 0 } },
    { remedy: 'clean-old-logs', before: { count: 3 }, after: { count: 3, left: 0 } },
  ])
})

test('acts at the time of the run, whatever the clock and the time zone of the session are', async () => {
  const elsewhere = await connect(database.url)
  await elsewhere.query("set time zone 'Pacific/Kiritimati'")
  await applyRemedy(cleanOldLogs, context(elsewhere))
  await elsewhere.end()
  expect(await left()).toEqual(kept)
})

test('deletes nothing when there are more than its bound', async () => {
  await expect(applyRemedy(cleanOldLogs, context(), 2)).rejects.toThrow(/would touch 3/)
  expect(await left()).toHaveLength(5)
})

/** Twenty-five thousand rows more, all of them old. */
const manyOld = () =>
  database.session.query(
    `insert into public.class_generation_logs (operation, trigger_time, status)
     select 'insert', timestamptz '2025-06-01T00:00Z' + n * interval '1 minute', 'success'
     from generate_series(1, 25000) as n`,
  )
const audit = async () => {
  const { rows } = await database.session.query<{ finished_at: string | null; after: object }>(
    'select finished_at, after from rollcall.remedies order by id desc limit 1',
  )
  return rows[0]
}

test('deletes in batches, the oldest rows first, each of them in the audit', async () => {
  await manyOld()
  expect(await applyRemedy(cleanOldLogs, context())).toMatchObject({
    count: 25_003,
    done: '25003 log rows older than 30 days were deleted.',
  })
  expect(await left()).toEqual(kept)
  expect(await audit()).toMatchObject({
    after: {
      count: 25_003,
      left: 0,
      steps: ['10000 log rows deleted', '10000 log rows deleted', '5003 log rows deleted'],
    },
  })
})

test('cut off in a batch, those before it are done and audited, and the next application finishes', async () => {
  await manyOld()
  await database.session.query(
    `create sequence public.batches;
     create function public.cut_off() returns trigger language plpgsql as
     $$ begin
       if nextval('public.batches') = 2 then perform pg_terminate_backend(pg_backend_pid()); end if;
       return old;
     end $$`,
  )
  await database.session.query(
    `create trigger cut_off after delete on public.class_generation_logs
     for each statement execute function public.cut_off()`,
  )
  const session = await connect(database.url, { now: testNow })
  await expect(applyRemedy(cleanOldLogs, context(session))).rejects.toThrow(/terminat/)
  await session.end()
  expect(await left()).toHaveLength(15_005)
  expect((await left())[0]).toBe('2025-06-07T22:41')
  expect(await audit()).toMatchObject({ finished_at: null, after: { count: 10_000 } })
  await database.session.query('drop function public.cut_off() cascade; drop sequence batches')
  expect(await applyRemedy(cleanOldLogs, context())).toMatchObject({ count: 15_003 })
  expect(await left()).toEqual(kept)
})

test('never deletes more than its bound, though there are more by then', async () => {
  const growing = {
    ...cleanOldLogs,
    preview: async () => ({ count: 2, lines: [] }),
  }
  expect(await applyRemedy(growing, context(), 2)).toMatchObject({ count: 2 })
  expect(await left()).toHaveLength(3)
})

test('works as rollcall_operator', async () => {
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(cleanOldLogs, context(fixer))).toMatchObject({ count: 3 })
  await fixer.end()
  expect(await left()).toEqual(kept)
})

const as = async (role: string, statement: string) => {
  await database.session.query(`set role ${role}`)
  try {
    return (await database.session.query(statement)).rows
  } finally {
    await database.session.query('reset role')
  }
}

test("the document's statement runs as printed, for service_role too, and for nobody else", async () => {
  const statement = 'SELECT * FROM public.clean_old_class_generation_logs(30);'
  for (const role of ['anon', 'authenticated', 'rollcall_reader']) {
    await expect(as(role, statement)).rejects.toMatchObject({ code: '42501' })
  }
  expect(await left()).toHaveLength(5)
  expect(await as('service_role', statement)).toEqual([
    { deleted_count: 3, oldest_kept: '2026-02-09T11:00:00.000Z' },
  ])
  expect(await as('postgres', statement)).toMatchObject([{ deleted_count: 0 }])
})

test.each(['0', '-1', 'null'])('refuses to keep logs for %s days', async (days) => {
  await expect(
    as('service_role', `select * from public.clean_old_class_generation_logs(${days})`),
  ).rejects.toThrow(/must be 1 or more/)
  expect(await left()).toHaveLength(5)
})

test('keeps everything for as many days as an integer holds', async () => {
  const statement = 'select * from public.clean_old_class_generation_logs(2147483647)'
  expect(await as('service_role', statement)).toMatchObject([{ deleted_count: 0 }])
})
