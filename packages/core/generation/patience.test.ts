import { connect, type Session } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const nextWeek = '2026-03-16T07:00:00.000Z'
/** Mondays stay where they were, so that an edit and a run make the same classes. */
const schedule = JSON.stringify([
  { day: 'monday', start_time: '17:00', duration_minutes: 60 },
  { day: 'friday', start_time: '10:00', duration_minutes: 60 },
])

type Writer = { session: Session; pid: number }

async function open(): Promise<Writer> {
  const session = await connect(database.url, { now: nextWeek })
  return { session, pid: await ask('select pg_backend_pid()', [], session) }
}

async function ask<T = number>(sql: string, values: unknown[] = [], session = database.session) {
  const { rows } = await session.query({ text: sql, values, rowMode: 'array' })
  return rows[0]?.[0] as T
}

async function edit({ session }: Writer, students: number[]) {
  for (const student of students) {
    await session.query('update public.students set fixed_schedule = $2 where id = $1', [
      student,
      schedule,
    ])
  }
}

/** Until a session has begun to wait for so many locks, one after the other. */
async function untilWaits({ pid }: Writer, times: number) {
  const waits = new Set<string>()
  while (waits.size < times) {
    const since = await ask<string | null>(
      'select max(waitstart)::text from pg_catalog.pg_locks where pid = $1 and not granted',
      [pid],
    )
    if (since) waits.add(since)
  }
}

/** As the server counts them, whoever saw or swallowed the error; a session tells of its own when it ends. */
async function deadlocks(...writers: Writer[]) {
  await Promise.all(writers.map(({ session }) => session.end()))
  const present = 'select count(*) from pg_catalog.pg_stat_activity where pid = any ($1)'
  while ((await ask(present, [writers.map(({ pid }) => pid)])) > 0);
  return ask('select deadlocks from pg_catalog.pg_stat_database where datname = current_database()')
}

/** How many classes are not as the schedules have them, after one more correction. */
async function wrongAfterCorrection() {
  const period = ['2026-03-01', nextWeek]
  await ask('select rollcall.generate_missing($1, rollcall.horizon($2), $2)', period)
  return ask(
    `select count(*) from rollcall.compare_classes($1, rollcall.horizon($2), $2)
     where action not in ('none', 'keep')`,
    period,
  )
}

test.each([
  ['whose schedules are known', ''],
  [
    'whose schedules nobody has read yet',
    'update rollcall.schedule_versions set schedule = null where stored is not null',
  ],
])(
  'students %s, edited from the last to the first in one transaction beside a weekly run: no deadlock, nothing lost',
  async (_which, before) => {
    const students: number[] = []
    for (let n = 0; n < 14; n++) students.push(await enrol(database))
    await database.session.query(before)
    const [editor, runner] = [await open(), await open()]

    await editor.session.query('begin')
    await edit(editor, students.slice(6).reverse())
    const running = ask<{ failed: unknown[] }>(
      'select rollcall.generate_weekly($1)',
      [nextWeek],
      runner.session,
    )
    // It waits once for all; then it goes student by student, and holds those before the next wait.
    await untilWaits(runner, 3)
    await edit(editor, students.slice(3, 6).reverse())
    expect((await running).failed).toEqual([])
    await editor.session.query('commit')

    expect(await deadlocks(editor, runner)).toBe(0)
    expect(await wrongAfterCorrection()).toBe(0)
  },
  25_000,
)

test('whoever waits too long for a run gives way, and the log tells of it', async () => {
  const student = await enrol(database, { start_date: '2026-03-02' })
  const [editor, runner] = [await open(), await open()]
  await runner.session.query('begin')
  await ask('select rollcall.generate_weekly($1)', [nextWeek], runner.session)
  await editor.session.query("set statement_timeout = '800ms'")
  await edit(editor, [student])
  const { rows } = await database.session.query(
    "select error_details ->> 'sqlstate' as state from public.class_generation_logs where status = 'failed'",
  )
  expect(rows).toEqual([{ state: '55P03' }])
  await runner.session.query('commit')
  expect(await deadlocks(editor, runner)).toBe(0)
  expect(await wrongAfterCorrection()).toBe(0)
})
