import { connect, type Session } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const writers = 8
const weeks = 4
const stepsPerWeek = 6
const from = '2026-03-02'

/** Two of the week's hours, which differ from edit to edit and often keep one of them. */
const schedule = (n: number) => [
  { day: 1 + (n % 5), start_time: '17:00', duration_minutes: n % 3 ? 60 : 90 },
  { day: 1 + ((n * 3) % 7), start_time: '19:00', duration_minutes: 60 },
]

/** A session with its clock, as text for the routines and set for the triggers. */
type Writer = { session: Session; pid: number; now: string }

async function open(): Promise<Writer> {
  const session = await connect(database.url, { now: testNow })
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { session, pid: rows[0]?.pid ?? 0, now: testNow }
}

async function setClock(writer: Writer, week: number) {
  writer.now = Temporal.Instant.from(testNow)
    .add({ hours: week * 7 * 24 })
    .toString()
  await writer.session.query('select set_config($1, $2, false)', ['rollcall.now', writer.now])
}

const weekly = ({ session, now }: Writer) =>
  session.query('select rollcall.generate_weekly($1)', [now])
const correct = ({ session, now }: Writer) =>
  session.query('select rollcall.generate_missing($1, rollcall.horizon($2), $2)', [from, now])
const edit = ({ session }: Writer, student: number, n: number) =>
  session.query('update public.students set fixed_schedule = $2 where id = $1', [
    student,
    JSON.stringify(schedule(n)),
  ])

/** What one writer does in a week, which begins with everybody's classes of a new week missing. */
async function work(writer: Writer, students: number[], place: number) {
  for (let step = place; step < place + stepsPerWeek; step++) {
    if (step % 4 === 1) await weekly(writer)
    else if (step % 4 === 3) await correct(writer)
    else await edit(writer, students[(place * 7 + step * 3) % students.length] as number, step)
  }
}

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await database.session.query<{ count: number }>(sql, values)
  return rows[0]?.count ?? 0
}

const duplicates = () =>
  count(`
    select count(*) from (
      select from public.classes
      group by student_id, coalesce(origin_date, date), coalesce(origin_start_time, start_time)
      having count(*) > 1
    ) as d`)
const missing = (now: string) =>
  count('select count(*) from rollcall.missing_classes($1, rollcall.horizon($2), $2)', from, now)
/** Untouched classes to come that no schedule calls for any more. */
const orphans = (now: string) =>
  count(
    `select count(*) from public.classes as c
     where rollcall.is_untouched(c, $2)
       and (c.student_id, c.origin_date, c.origin_start_time) not in (
         select e.student_id, e.origin_date, e.origin_start_time
         from rollcall.expected_classes($1, rollcall.horizon($2), $2) as e
       )`,
    from,
    now,
  )
/** Where a routine swallows an error, the log tells of it. Who waited too long (55P03) gives way. */
const failures = () =>
  count(`select count(*) from public.class_generation_logs
         where status in ('failed', 'partial') and error_details ->> 'sqlstate' is distinct from '55P03'`)
/** As the server counts them, whoever saw or swallowed the error. */
const deadlocks = () =>
  count(
    'select deadlocks as count from pg_catalog.pg_stat_database where datname = current_database()',
  )

/** Until one of them waits for a lock that the victim holds. */
async function isInTheWay(victim: Writer, others: Writer[]) {
  const pids = others.map(({ pid }) => pid)
  const blocked =
    'select count(*) from unnest($1::integer[]) as o (pid) where $2 = any (pg_blocking_pids(o.pid))'
  while ((await count(blocked, pids, victim.pid)) === 0);
}

/** Ends the sessions and waits for their backends to be gone, and with that to have reported all. */
async function leave(...all: Writer[]) {
  await Promise.all(all.map(({ session }) => session.end().catch(() => undefined)))
  const pids = all.map(({ pid }) => pid)
  const present = 'select count(*) from pg_catalog.pg_stat_activity where pid = any ($1)'
  while ((await count(present, pids)) > 0);
}

test('eight writers edit, generate and correct the same students, some are killed, and one correction makes it whole', async () => {
  const students: number[] = []
  for (let n = 0; n < 20; n++) {
    students.push(await enrol(database, { fixed_schedule: schedule(n) }))
  }
  const all = await Promise.all(Array.from({ length: writers }, open))

  for (let week = 1; week <= weeks; week++) {
    const victim = await open()
    await Promise.all([...all, victim].map((writer) => setClock(writer, week)))
    // Killed in mid-run: what it wrote isn't committed, others wait for it, its next run is under way.
    await victim.session.query('begin')
    await edit(victim, students[week] as number, week)
    await correct(victim)
    const working = Promise.allSettled(all.map((writer, place) => work(writer, students, place)))
    await isInTheWay(victim, all)
    const cut = weekly(victim).catch(() => undefined)
    await database.session.query('select pg_terminate_backend($1)', [victim.pid])
    await cut
    const outcomes = await working
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
    await leave(victim)
  }

  const [first] = all as [Writer]
  expect(await duplicates()).toBe(0)
  await correct(first)
  expect(await missing(first.now)).toBe(0)
  expect(await duplicates()).toBe(0)
  expect(await orphans(first.now)).toBe(0)
  expect(await failures()).toBe(0)
  await leave(...all)
  expect(await deadlocks()).toBe(0)
})
