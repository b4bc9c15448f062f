import {
  connect,
  type EmbeddedServer,
  migrate,
  type Session,
  startEmbeddedServer,
  withSession,
} from '@rollcall/database'
import { crashAndRestart, testNow } from '@rollcall/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const from = '2026-03-02'
const students = 200

/** Two of the week's hours, which differ from write to write. */
const schedule = (n: number) => [
  { day: 1 + (n % 5), start_time: '17:00', duration_minutes: n % 3 ? 60 : 90 },
  { day: 1 + ((n * 3) % 7), start_time: '19:00', duration_minutes: 60 },
]

let server: EmbeddedServer
beforeAll(async () => {
  server = await startEmbeddedServer({ durable: true })
  await withSession(server.url(), {}, async (session) => {
    await migrate(session)
    await session.query('create extension amcheck')
    await session.query('alter table public.students disable trigger user')
    await session.query(
      `insert into public.students (last_name, start_date, fixed_schedule)
       select '0', $1, s from jsonb_array_elements($2) as s`,
      [from, JSON.stringify(Array.from({ length: students }, (_, n) => schedule(n)))],
    )
    await session.query('alter table public.students enable trigger user')
  })
})
afterAll(() => server?.stop())

async function ask<T = number>(session: Session, sql: string, ...values: unknown[]): Promise<T> {
  const { rows } = await session.query({ text: sql, values, rowMode: 'array' })
  return rows[0]?.[0] as T
}

type Generation = (session: Session, now: string) => Promise<{ created: number; failed: unknown[] }>
const weekly: Generation = (session, now) =>
  ask(session, 'select rollcall.generate_weekly($1)', now)
const correct: Generation = (session, now) =>
  ask(session, 'select rollcall.generate_missing($1, rollcall.horizon($2), $2)', from, now)

/** Each write leaves its number as the student's last name; later ones have higher numbers. */
let writes = 0
const enrol = `
  insert into public.students (last_name, fixed_schedule, start_date)
  values ($1, $2, rollcall.local_date(rollcall.current_instant())) returning id`
/** Of the first half of the students. */
const edit = `
  update public.students set last_name = $1, fixed_schedule = $2
  where id = 1 + $1::integer % ${students / 2} returning id`

/** Writes until the server is gone, and keeps the number of each student's last acknowledged write. */
async function write(session: Session, sql: string, acknowledged: Map<number, number>) {
  for (;;) {
    const n = ++writes
    const { rows } = await session.query(sql, [n, JSON.stringify(schedule(n + 1))])
    acknowledged.set(rows[0].id, n)
  }
}

/** Makes one of the classes that generation would make last, uncommitted: no run gets past its process. */
async function standInTheWay(session: Session, now: string): Promise<number> {
  await session.query('begin')
  await session.query(
    `insert into public.classes (student_id, date, start_time)
     select student_id, origin_date, origin_start_time
     from rollcall.missing_classes($1, rollcall.horizon($2), $2)
     where student_id between ${students / 2 + 1} and ${students}
     order by origin_date desc, student_id desc limit 1`,
    [from, now],
  )
  return ask(session, 'select pg_backend_pid()')
}

/** What a sequence gives out is seen at once, committed or not. */
const lastId = 'select last_value from public.classes_id_seq'
type Moment = (observer: Session, run: { inTheWay: number; idsBefore: number }) => Promise<void>
const waiting: Moment = async (observer, { inTheWay }) => {
  const sql = 'select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))'
  while (!(await ask<boolean>(observer, sql, inTheWay)));
}
const checkpointWhileWaiting: Moment = async (observer, run) => {
  await waiting(observer, run)
  await observer.query('checkpoint')
}
const thousandClassesWritten: Moment = async (observer, { idsBefore }) => {
  while ((await ask(observer, lastId)) < idsBefore + 1_000);
}

/** A server that is killed can't say why a query ended; whatever else ends one, it does. */
const ending = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'rejected' && !('severity' in outcome.reason) ? 'cut off' : outcome

const remember = `
  drop table if exists classes_before, logs_before;
  create table classes_before as table public.classes;
  create table logs_before as table public.class_generation_logs`
/** Rows that were remembered and aren't as they were, without the classes of those written to since. */
const lostRows = `
  select (select count(*) from (table logs_before except table public.class_generation_logs) as l)
    + (select count(*) from (table classes_before except table public.classes) as c
       join public.students as s on s.id = c.student_id where s.last_name::integer <= $1)`
const lostWrites = `
  select count(*) from unnest($1::bigint[], $2::integer[]) as w (student, n)
  left join public.students as s on s.id = w.student
  where s.id is null or s.last_name::integer < w.n`
const missing = 'select count(*) from rollcall.missing_classes($1, rollcall.horizon($2), $2)'
/** A write makes the student's classes from today on, in one transaction with it. */
const missingOf = `${missing} where student_id = any ($3) and origin_date >= rollcall.local_date($2)`
/** A unique index and its table that don't agree, or an invalid one, are an error. */
const damage = `
  select (select count(*) from verify_heapam('public.classes'))
    + (select count(*) from (
         select c.oid from pg_class as c join pg_am as a on a.oid = c.relam
         where a.amname = 'btree' and c.relnamespace in ('public'::regnamespace, 'rollcall'::regnamespace)
         offset 0
       ) as i where bt_index_check(i.oid, heapallindexed => true, checkunique => true) is null)`
const classes = `
  select coalesce(array_agg(k order by k), '{}') from (
    select concat_ws(' ', student_id, coalesce(origin_date, date), coalesce(origin_start_time, start_time)) as k
    from public.classes
  ) as c`
const expected = `
  select array_agg(k order by k) from (
    select concat_ws(' ', student_id, origin_date, origin_start_time) as k
    from rollcall.expected_classes($1, rollcall.horizon($2), $2)
  ) as e`

async function heal(session: Session, now: string) {
  const survived = await ask<string[]>(session, classes)
  const reference = await ask<string[]>(session, expected, from, now)
  const [first, second] = [await weekly(session, now), await correct(session, now)]
  expect([...first.failed, ...second.failed]).toEqual([])
  expect(first.created + second.created).toBe(reference.length - survived.length)
  expect(await ask(session, missing, from, now)).toBe(0)
  // Lists, not sets: a class that is there twice is in one of them twice.
  expect(await ask(session, classes)).toEqual(reference)
}

const scenarios: {
  when: string
  weeks: number
  done: Generation[]
  cut: Generation[]
  moment: Moment
}[] = [
  {
    when: "while a school's first weekly run waits for another session",
    weeks: 0,
    done: [],
    cut: [weekly],
    moment: waiting,
  },
  {
    when: 'after a checkpoint has written an unfinished correction to the disk',
    weeks: 8,
    done: [weekly],
    cut: [correct],
    moment: checkpointWhileWaiting,
  },
  {
    when: 'when a weekly run and a correction have written a thousand classes',
    weeks: 16,
    done: [],
    cut: [weekly, correct],
    moment: thousandClassesWritten,
  },
]

test.each(scenarios)(
  'a server killed $when loses and doubles nothing, and the next run heals',
  async ({ weeks, done, cut, moment }) => {
    const now = Temporal.Instant.from(testNow)
      .add({ hours: weeks * 7 * 24 })
      .toString()
    const open = () => connect(server.url(), { now })
    const observer = await open()
    for (const generate of done) await generate(observer, now)
    await observer.query(remember)
    const writesBefore = writes

    const [enrolled, edited] = [new Map<number, number>(), new Map<number, number>()]
    const writing = Promise.allSettled([
      write(await open(), enrol, enrolled),
      write(await open(), edit, edited),
    ])
    while (enrolled.size < 10 || edited.size < 10) await observer.query('select')
    const inTheWay = await standInTheWay(await open(), now)
    const idsBefore = await ask(observer, lastId)
    const runners = await Promise.all(cut.map(open))
    const running = Promise.allSettled(cut.map((run, n) => run(runners[n] as Session, now)))
    await moment(observer, { inTheWay, idsBefore })

    expect(await crashAndRestart(server.url())).toContain('automatic recovery in progress')
    const endings = [...(await running), ...(await writing)].map(ending)
    expect(endings).toEqual(endings.map(() => 'cut off'))

    await withSession(server.url(), { now }, async (session) => {
      const acknowledged = new Map([...enrolled, ...edited])
      const ids = [...acknowledged.keys()]
      expect(await ask(session, lostWrites, ids, [...acknowledged.values()])).toBe(0)
      expect(await ask(session, missingOf, from, now, ids)).toBe(0)
      expect(await ask(session, lostRows, writesBefore)).toBe(0)
      expect(await ask(session, damage)).toBe(0)
      await heal(session, now)
      expect(await ask(session, damage)).toBe(0)
    })
  },
)
