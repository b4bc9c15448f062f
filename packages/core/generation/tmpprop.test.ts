import { emptySchool, scratchDatabase } from '@rollcall/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const database = scratchDatabase()
const query = (sql: string, ...values: unknown[]) => database.session.query(sql, values)

/** Before the first hour of a Wednesday: in Europe nothing of today has begun. */
const start = Temporal.Instant.from('2026-03-11T03:00:00Z')
const today = Temporal.PlainDate.from('2026-03-11')

const zone = fc.constantFrom('UTC', 'Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe')
const date = (min: number, max: number) =>
  fc.integer({ min, max }).map((days) => today.add({ days }).toString())
const slot = fc.record(
  {
    day: fc.integer({ min: 1, max: 7 }),
    start_time: fc.constantFrom('12:30', '15:00', '17:15', '19:00'),
    duration_minutes: fc.constantFrom(30, 60, 90),
    interval_weeks: fc.constant(2),
    anchor_date: date(-20, 20),
    valid_from: date(-20, 10),
    valid_to: date(11, 30),
  },
  { requiredKeys: ['day', 'start_time', 'duration_minutes', 'anchor_date'] },
)
const schedule = fc
  .uniqueArray(slot, { minLength: 1, maxLength: 4, selector: (s) => `${s.day} ${s.start_time}` })
  .map((slots) => JSON.stringify(slots))
const student = fc.record({ start_date: date(-30, 12), fixed_schedule: schedule })
const students = fc.tuple(student, student, student)

const who = fc.constantFrom(0, 1, 2)
const seen = fc.boolean()
const run = fc.record({ do: fc.constantFrom('weekly', 'correct', 'tick') })
const edit = fc.record({ do: fc.constant('edit'), who, seen, schedule })
const pause = fc.record({
  do: fc.constant('pause'),
  who,
  seen,
  from: date(-3, 12),
  lasts: fc.option(fc.nat(10)),
})
const leave = fc.record({ do: fc.constant('leave'), who, seen, on: date(-2, 14) })
const closure = fc.record({ do: fc.constant('close'), from: date(-5, 20), lasts: fc.nat(9) })
const hand = fc.record({
  do: fc.constantFrom('move', 'cancel', 'complete', 'pay', 'lengthen'),
  which: fc.nat(12),
})
const wait = fc.record({ do: fc.constant('wait'), hours: fc.integer({ min: 1, max: 200 }) })
const event = fc.oneof(run, run, edit, edit, pause, leave, closure, hand, hand, hand, wait)

type Given<A> = A extends fc.Arbitrary<infer T> ? T : never
type Event = Given<typeof event>
type Change = Given<typeof edit | typeof pause | typeof leave | typeof closure>
type Student = Given<typeof student>

/** A school of three, and what time it is there. */
type School = { now: Temporal.Instant; ids: number[] }

async function found(timezone: string): Promise<School> {
  await emptySchool(database)
  await query('update rollcall.school set timezone = $1', timezone)
  const school = { now: start, ids: [] }
  await passTime(school, 0)
  return school
}

async function passTime(school: School, hours: number) {
  school.now = school.now.add({ hours })
  await query('select set_config($1, $2, false)', 'rollcall.now', school.now.toString())
}

/** Writes to students with the triggers on, or as if they had been off. */
async function change(isSeen: boolean, sql: string, ...values: unknown[]) {
  if (isSeen) return query(sql, ...values)
  await query("set session_replication_role = 'replica'")
  const answer = await query(sql, ...values)
  await query("set session_replication_role = 'origin'")
  return answer
}

async function enrolAll(school: School, all: Student[], isSeen: boolean) {
  for (const { start_date, fixed_schedule } of all) {
    const { rows } = await change(
      isSeen,
      'insert into public.students (start_date, fixed_schedule) values ($1, $2) returning id',
      start_date,
      fixed_schedule,
    )
    school.ids.push(rows[0].id)
  }
}

const earliest = today.subtract({ days: 40 }).toString()
const runs = {
  weekly: 'select rollcall.generate_weekly($1) as result',
  tick: 'select rollcall.weekly_tick($1) as result',
  correct: `select rollcall.generate_missing('${earliest}', rollcall.horizon($1), $1) as result`,
}

/** Runs and answers how many classes that created. */
async function generate(school: School, what: keyof typeof runs): Promise<number> {
  const { rows } = await query(runs[what], school.now.toString())
  expect(rows[0].result.failed ?? []).toEqual([])
  return rows[0].result.created
}

const byHand = {
  move: "date = date + 1, start_time = '08:15', end_time = '09:15'",
  cancel: "status = 'cancelled'",
  complete: "status = 'completed'",
  pay: "payment_status = 'paid'",
  lengthen: 'duration_minutes = duration_minutes + 15, end_time = null',
}
const isByHand = ({ do: what }: Event) => what in byHand

async function live(school: School, event: Event) {
  const update = (set: string, { who, seen }: { who: number; seen: boolean }, ...to: unknown[]) =>
    change(seen, `update public.students set ${set} where id = $1`, school.ids[who], ...to)
  switch (event.do) {
    case 'weekly':
    case 'tick':
    case 'correct':
      return generate(school, event.do)
    case 'edit':
      return update('fixed_schedule = $2', event, event.schedule)
    case 'pause': {
      const set = 'paused_from = $2, paused_until = $2::date + $3::integer'
      return update(set, event, event.from, event.lasts)
    }
    case 'leave':
      return update('end_date = $2', event, event.on)
    case 'close':
      return query(
        'insert into rollcall.closures values ($1, $1::date + $2::integer) on conflict do nothing',
        event.from,
        event.lasts,
      )
    case 'wait':
      return passTime(school, event.hours)
    default:
      return query(
        `update public.classes set ${byHand[event.do]} where (id, student_id) = (
           select id, student_id from public.classes
           order by origin_date desc, student_id, origin_start_time
           offset $1 % greatest((select count(*) from public.classes), 1) limit 1
         )`,
        event.which,
      )
  }
}

/** Every class as a line of text that names the student by the place in which they came. */
async function classes(school: School, from = '2000-01-01'): Promise<string[]> {
  const { rows } = await query(
    `select concat_ws(' ', array_position($1::bigint[], student_id),
              to_char(origin_date + origin_start_time, 'YYYY-MM-DD HH24:MI'),
              to_char(date + start_time, 'YYYY-MM-DD HH24:MI'), to_char(end_time, 'HH24:MI'),
              duration_minutes, timezone, extract(epoch from starts_at)::bigint, status) as line
     from public.classes where date >= $2
     order by student_id, origin_date, origin_start_time`,
    school.ids,
    from,
  )
  return rows.map(({ line }) => line)
}

/** The whole row of each class that somebody taught, paid, cancelled, moved or edited, or that has begun. */
async function settled(school: School): Promise<Map<number, string>> {
  const { rows } = await query(
    `select id, to_jsonb(c)::text as row from public.classes as c
     where status <> 'scheduled' or payment_status <> 'unpaid' or edited_at is not null
        or (date, start_time) <> (origin_date, origin_start_time) or starts_at <= $1`,
    school.now.toString(),
  )
  return new Map(rows.map(({ id, row }) => [id, row]))
}

/** How many classes are due and not there, how many are there twice, and how many failures are logged. */
async function faults(school: School) {
  const { rows } = await query(
    `select (select count(*) from rollcall.missing_classes($1, rollcall.horizon($2), $2)) as missing,
            (select count(*) - count(distinct (student_id, origin_date, origin_start_time))
             from public.classes) as twice,
            (select count(*) from public.class_generation_logs where status = 'failed') as failed`,
    earliest,
    school.now.toString(),
  )
  return rows[0]
}

test('whatever happens in whatever order, a correction leaves nothing missing or twice, and nothing settled ever changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      zone,
      students,
      fc.boolean(),
      fc.array(event, { maxLength: 18 }),
      async (timezone, all, enrolled, events) => {
        const school = await found(timezone)
        await enrolAll(school, all, enrolled)
        for (const next of [...events, { do: 'correct' } as const]) {
          const before = await settled(school)
          await live(school, next)
          if (isByHand(next)) continue
          const after = await settled(school)
          for (const [id, row] of before) expect(after.get(id)).toBe(row)
        }
        expect(await faults(school)).toEqual({ missing: 0, twice: 0, failed: 0 })
        for (const again of ['correct', 'weekly', 'weekly', 'correct'] as const) {
          expect(await generate(school, again)).toBe(0)
        }
      },
    ),
    { numRuns: 400 },
  )
})

/** At most one change of each kind for each student, so that it is the order of all that varies. */
const shuffled = (changes: fc.Arbitrary<Change>) =>
  fc
    .uniqueArray(changes, {
      maxLength: 6,
      selector: (c) => ('who' in c ? `${c.do} ${c.who}` : `${c.from} ${c.lasts}`),
    })
    .chain((inOrder) => {
      const all: Event[] = [...inOrder, { do: 'weekly' }, { do: 'correct' }, { do: 'tick' }]
      const order = fc.shuffledSubarray(all, { minLength: all.length })
      return fc.record({ inOrder: fc.constant<Event[]>(inOrder), order })
    })

async function outcome(timezone: string, all: Student[], events: Event[]) {
  const school = await found(timezone)
  await enrolAll(school, all, true)
  for (const next of events) await live(school, next)
  await generate(school, 'weekly')
  await generate(school, 'correct')
  return classes(school)
}

/** What has begun stays, so that only before it begins does no order matter. */
const early = fc.constantFrom('UTC', 'Europe/Madrid')

test('changes of every kind, whether a trigger sees them or not, and runs converge in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      early,
      students,
      shuffled(fc.oneof(edit, pause, leave, closure)),
      async (timezone, all, { inOrder, order }) => {
        expect(await outcome(timezone, all, order)).toEqual(await outcome(timezone, all, inOrder))
      },
    ),
    { numRuns: 400 },
  )
})

test('the trigger, the weekly run, the correction and the expansion alone call for the same classes', async () => {
  await fc.assert(
    fc.asyncProperty(zone, students, async (timezone, all) => {
      const made = async (isSeen: boolean, what?: keyof typeof runs, from?: string) => {
        const school = await found(timezone)
        await enrolAll(school, all, isSeen)
        if (what) await generate(school, what)
        return classes(school, from)
      }
      const { rows } = await query(
        'select ($1::timestamptz at time zone $2)::date as today',
        ...[start.toString(), timezone],
      )
      const coming = await made(true, undefined, rows[0].today)
      expect(await made(false, 'weekly', rows[0].today)).toEqual(coming)
      expect(await made(false, 'tick', rows[0].today)).toEqual(coming)
      const byTrigger = await made(true)
      expect(await made(false, 'correct')).toEqual(byTrigger)
      expect(await expansion(all, timezone)).toEqual(byTrigger.map(origin))
    }),
    { numRuns: 400 },
  )
})

/** Place, origin and instant of a line of `classes`. */
const origin = (line: string) => {
  const words = line.split(' ')
  return [words[0], words[1], words[2], words[8]].join(' ')
}

/** What a preview shows, as `origin` does: no table is read. */
async function expansion(all: Student[], timezone: string): Promise<string[]> {
  const { rows } = await query(
    `select concat_ws(' ', s.place, to_char(e.origin_date + e.origin_start_time, 'YYYY-MM-DD HH24:MI'),
              extract(epoch from e.starts_at)::bigint) as line
     from unnest($1::date[], $2::jsonb[]) with ordinality as s (start_date, stored, place)
     cross join lateral rollcall.expand_schedule(
       rollcall.normalise_schedule(s.stored, $3) -> 'schedule', s.start_date, rollcall.horizon($4)
     ) as e
     order by s.place, e.origin_date, e.origin_start_time`,
    all.map(({ start_date }) => start_date),
    all.map(({ fixed_schedule }) => fixed_schedule),
    timezone,
    start.toString(),
  )
  return rows.map(({ line }) => line)
}

const settings = fc.record({
  TimeZone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', '-03:30', 'CET'),
  DateStyle: fc.constantFrom('ISO, YMD', 'SQL, DMY', 'German', 'Postgres, MDY'),
  IntervalStyle: fc.constantFrom('postgres', 'sql_standard', 'postgres_verbose', 'iso_8601'),
  lc_time: fc.constantFrom('C', 'POSIX', 'C.UTF-8'),
  lc_numeric: fc.constantFrom('C', 'POSIX', 'C.UTF-8'),
  lc_messages: fc.constantFrom('C', 'POSIX', 'C.UTF-8'),
  extra_float_digits: fc.constantFrom('-15', '3'),
})

test('no setting of the session makes other classes', async () => {
  await fc.assert(
    fc.asyncProperty(zone, students, edit, settings, async (timezone, all, later, given) => {
      const made = async (set: Record<string, string>) => {
        const school = await found(timezone)
        for (const [name, value] of Object.entries(set)) {
          await query('select set_config($1, $2, false)', name, value)
        }
        await enrolAll(school, all, later.who > 0)
        await live(school, later)
        await generate(school, 'weekly')
        await generate(school, 'correct')
        await query('reset all')
        return classes(school)
      }
      expect(await made(given)).toEqual(await made({}))
    }),
    { numRuns: 400 },
  )
})
