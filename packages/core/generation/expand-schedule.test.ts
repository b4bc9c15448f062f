import { scratchDatabase } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import vectors from './weekly-vectors.json' with { type: 'json' }

const database = scratchDatabase()

type Slot = Record<string, unknown>
type Range = { from: string | null; to: string | null; closures?: string }
type Occurrence = { id: string; date: string; time: string; startsAt: string }

/** As a schedule is kept: what a slot doesn't say is filled in here as the normaliser does. */
function schedule(slots: Slot[], timezone = 'Europe/Madrid') {
  const rest = { course_id: null, interval_weeks: 1, anchor_date: null, valid_from: null }
  return {
    version: 1,
    timezone,
    slots: slots.map((slot, place) => ({
      id: `slot-${place}`,
      start_time: '10:00',
      duration_minutes: 60,
      valid_to: null,
      subject: null,
      ...rest,
      ...slot,
    })),
  }
}

async function expand(stored: unknown, { from, to, closures = '{}' }: Range) {
  const { rows } = await database.session.query<Occurrence>(
    `select e.slot_id as id,
            to_char(e.origin_date, 'YYYY-MM-DD') as date,
            to_char(e.origin_start_time, 'HH24:MI') as time,
            to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt"
     from rollcall.expand_schedule($1::jsonb, $2::date, $3::date, $4::datemultirange) as e
     order by e.starts_at, e.slot_id`,
    [stored === null ? null : JSON.stringify(stored), from, to, closures],
  )
  return rows
}

const dates = (rows: Occurrence[]) => rows.map(({ date }) => date)
const march = { from: '2026-03-01', to: '2026-03-31' }

describe('the vectors', () => {
  test.each(vectors.map((vector) => [vector.id, vector.source, vector.as_case] as const))(
    '%s (%s) expands to its dates and instants',
    async (_id, _source, given) => {
      const anchors = weekOf(given.start_date, given.week_start)
      const slots = given.slots.map((slot) => ({
        ...slot,
        interval_weeks: given.interval_weeks,
        // A week that begins on another day than Monday puts each slot's "on" week elsewhere.
        anchor_date: anchors.add({ days: (slot.weekday - given.week_start + 7) % 7 }).toString(),
      }))
      const days = [...given.skip_dates, ...given.moved_dates].map((day) => `[${day},${day}]`)
      const rows = await expand(schedule(slots, given.timezone), {
        from: later(given.window.from, given.start_date),
        to: earlier(given.window.to, given.end_date),
        closures: `{${days.join(',')}}`,
      })
      expect(dates(rows)).toEqual(given.expected_dates)
      if (given.expected_starts_at !== null) {
        expect(rows.map(({ startsAt }) => startsAt)).toEqual(given.expected_starts_at)
      }
    },
  )

  const weekOf = (date: string, firstDay: number) => {
    const day = Temporal.PlainDate.from(date)
    return day.subtract({ days: (day.dayOfWeek - firstDay + 7) % 7 })
  }
  const later = (one: string, other: string) => (one > other ? one : other)
  const earlier = (one: string, other: string | null) => (other && other < one ? other : one)
})

describe('the window', () => {
  const mondays = schedule([{ weekday: 1 }])

  test('holds its first and its last day', async () => {
    const rows = await expand(mondays, { from: '2026-03-02', to: '2026-03-16' })
    expect(dates(rows)).toEqual(['2026-03-02', '2026-03-09', '2026-03-16'])
  })

  test.each([
    ['a window without a beginning', mondays, { from: null, to: '2026-03-16' }],
    ['a window without an end', mondays, { from: '2026-03-02', to: null }],
    ['a window that ends before it begins', mondays, { from: '2026-03-16', to: '2026-03-02' }],
    ['no schedule', null, march],
  ])('%s holds nothing', async (_name, stored, range) => {
    expect(await expand(stored, range)).toEqual([])
  })

  test('may lie before the anchor and in the first years of the calendar', async () => {
    const slots = [{ weekday: 3, interval_weeks: 3, anchor_date: '2026-03-04' }]
    const rows = await expand(schedule(slots), { from: '2026-01-01', to: '2026-02-28' })
    expect(dates(rows)).toEqual(['2026-01-21', '2026-02-11'])
    const first = await expand(schedule([{ weekday: 1 }], 'UTC'), {
      from: '0001-01-01',
      to: '0001-01-08',
    })
    expect(dates(first)).toEqual(['0001-01-01', '0001-01-08'])
  })
})

describe('a slot', () => {
  test.each(['2026-03-02', '2026-03-05', '2026-03-08'])(
    'every other week takes place in the ISO week of its anchor %s, whichever day that is',
    async (anchor_date) => {
      const slots = [{ weekday: 4, interval_weeks: 2, anchor_date }]
      expect(dates(await expand(schedule(slots), march))).toEqual(['2026-03-05', '2026-03-19'])
    },
  )

  test('takes place from its first day to its last, both included', async () => {
    const slots = [{ weekday: 2, valid_from: '2026-03-10', valid_to: '2026-03-24' }]
    const rows = await expand(schedule(slots), march)
    expect(dates(rows)).toEqual(['2026-03-10', '2026-03-17', '2026-03-24'])
  })

  test('keeps its id, course, duration and zone with each occurrence', async () => {
    const stored = schedule([{ id: 'piano', weekday: 1, course_id: 7, duration_minutes: 45 }])
    const { rows } = await database.session.query(
      "select * from rollcall.expand_schedule($1, '2026-03-02', '2026-03-02')",
      [JSON.stringify(stored)],
    )
    expect(rows).toEqual([
      {
        slot_id: 'piano',
        origin_date: '2026-03-02',
        origin_start_time: '10:00:00',
        duration_minutes: 45,
        course_id: '7',
        timezone: 'Europe/Madrid',
        starts_at: '2026-03-02T09:00:00.000Z',
      },
    ])
  })
})

describe('closures', () => {
  const everyDay = schedule([1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday })))

  test('drop their days, both ends included as the range says', async () => {
    const rows = await expand(everyDay, {
      from: '2026-03-02',
      to: '2026-03-08',
      closures: '{[2026-03-03,2026-03-05),[2026-03-07,2026-03-07]}',
    })
    expect(dates(rows)).toEqual(['2026-03-02', '2026-03-05', '2026-03-06', '2026-03-08'])
  })

  test('that nobody names drop nothing', async () => {
    const { rows } = await database.session.query(
      "select from rollcall.expand_schedule($1, '2026-03-02', '2026-03-08', null)",
      [JSON.stringify(everyDay)],
    )
    expect(rows).toHaveLength(7)
  })
})

describe('a change of time', () => {
  test.each([
    ['Europe/Madrid', '02:30', '2026-03-29', '2026-03-29T01:30:00Z', 'moves later by the gap'],
    ['Europe/Madrid', '02:30', '2026-10-25', '2026-10-25T00:30:00Z', 'takes the first instant'],
    ['America/New_York', '02:00', '2026-03-08', '2026-03-08T07:00:00Z', 'moves later by the gap'],
    ['America/New_York', '01:59', '2026-11-01', '2026-11-01T05:59:00Z', 'takes the first instant'],
    ['Australia/Lord_Howe', '02:15', '2026-10-04', '2026-10-03T15:45:00Z', 'moves by half an hour'],
    [
      'Australia/Lord_Howe',
      '01:45',
      '2026-04-05',
      '2026-04-04T14:45:00Z',
      'takes the first instant',
    ],
    [
      'America/Santiago',
      '00:00',
      '2026-09-06',
      '2026-09-06T04:00:00Z',
      'begins the day an hour late',
    ],
    ['Europe/Madrid', '03:00', '2026-03-29', '2026-03-29T01:00:00Z', 'is over at its end'],
    ['Europe/Madrid', '03:00', '2026-10-25', '2026-10-25T02:00:00Z', 'is over at its end'],
    ['Europe/Madrid', '01:59', '2026-10-25', '2026-10-24T23:59:00Z', 'has not begun before'],
  ])('in %s a class at %s on %s begins at %s: it %s', async (zone, start_time, day, instant) => {
    const weekday = Temporal.PlainDate.from(day).dayOfWeek
    const rows = await expand(schedule([{ weekday, start_time }], zone), { from: day, to: day })
    expect(rows).toEqual([{ id: 'slot-0', date: day, time: start_time, startsAt: instant }])
  })

  test('is the same whatever the session says about time zone, dates and intervals', async () => {
    const stored = schedule([
      {
        weekday: 7,
        start_time: '02:30',
        interval_weeks: 2,
        anchor_date: '2026-03-29',
        valid_from: '2026-02-01',
      },
    ])
    const year = { from: '2026-01-01', to: '2026-12-31', closures: '{[2026-06-01,2026-06-30]}' }
    const expected = await expand(stored, year)
    expect(expected.length).toBeGreaterThan(20)
    const sessions = [
      ['America/Los_Angeles', 'SQL, DMY', 'sql_standard'],
      ['Pacific/Kiritimati', 'German, YMD', 'iso_8601'],
      ['Europe/Madrid', 'Postgres, MDY', 'postgres_verbose'],
    ]
    for (const [zone, dateStyle, intervalStyle] of sessions) {
      await database.session.query(
        "select set_config('TimeZone', $1, false), set_config('DateStyle', $2, false), set_config('IntervalStyle', $3, false)",
        [zone, dateStyle, intervalStyle],
      )
      expect(await expand(stored, year)).toEqual(expected)
    }
    await database.session.query('reset timezone; reset datestyle; reset intervalstyle')
  })
})

test.each([
  'Europe/Madrid',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Pacific/Apia',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'UTC',
])('the instants of twenty years of nights in %s are those of the wall clock', async (timezone) => {
  const slots = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    ['00:00', '00:30', '01:45', '02:15', '03:00', '23:30'].map((start_time) => ({
      weekday,
      start_time,
    })),
  )
  const { rows } = await database.session.query(
    `select e.origin_date, e.origin_start_time
     from rollcall.expand_schedule($1::jsonb, '2015-01-01', '2034-12-31') as e
     where e.starts_at <> rollcall.wall_to_instant(e.origin_date + e.origin_start_time, $2)`,
    [JSON.stringify(schedule(slots, timezone)), timezone],
  )
  expect(rows).toEqual([])
})
