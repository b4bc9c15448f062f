import { scratchDatabase } from '@rollcall/testing'
import fc from 'fast-check'
import { RRuleTemporal } from 'rrule-temporal'
import { expect, test } from 'vitest'

const database = scratchDatabase()

/** Zones that change their clocks in either hemisphere, at midnight, by half an hour, or not at all. */
const zones = [
  'UTC',
  'Europe/Madrid',
  'Europe/London',
  'America/New_York',
  'America/Santiago',
  'America/Asuncion',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/Phoenix',
]
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

// Years about which every edition of the zone data agrees.
const day = fc
  .integer({ min: 0, max: 10 * 366 })
  .map((n) => Temporal.PlainDate.from('2012-01-01').add({ days: n }))
/** Minutes after midnight. None of these zones changes its clocks between 03:30 and 23:00. */
const clock = (min: number, max: number) =>
  fc.integer({ min, max }).map((minutes) => Temporal.PlainTime.from('00:00').add({ minutes }))

const weekly = fc.record({
  zone: fc.constantFrom(...zones),
  anchor: day,
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
  time: clock(210, 1380),
  interval: fc.integer({ min: 1, max: 5 }),
  // The window begins up to three weeks before the anchor and lasts for up to eight months.
  begins: fc.integer({ min: -21, max: 60 }),
  lasts: fc.integer({ min: 0, max: 240 }),
  closures: fc.array(
    fc.record({ begins: fc.integer({ min: 0, max: 260 }), lasts: fc.integer({ min: 0, max: 15 }) }),
    { maxLength: 4 },
  ),
})
type Weekly = typeof weekly extends fc.Arbitrary<infer T> ? T : never

/** First and last day, both inclusive. */
type Days = { first: Temporal.PlainDate; last: Temporal.PlainDate }

function datesOf({ anchor, begins, lasts, closures }: Weekly): { window: Days; closed: Days[] } {
  const first = anchor.add({ days: begins })
  return {
    window: { first, last: first.add({ days: lasts }) },
    closed: closures.map((closure) => {
      const from = first.add({ days: closure.begins })
      return { first: from, last: from.add({ days: closure.lasts }) }
    }),
  }
}

/** What the library calls for: date on the wall and instant (`2026-03-09 2026-03-09T16:00:00Z`), and time on the wall. */
function called(given: Weekly) {
  const { zone, anchor, weekdays, interval } = given
  const { window, closed } = datesOf(given)
  const at = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone: zone, plainTime: given.time })
  // A rule can't look back: where the window lies before the anchor it begins four of its weeks earlier.
  const weeks = given.begins < 0 ? interval * 4 : 0
  const monday = anchor.subtract({ days: anchor.dayOfWeek - 1, weeks })
  const rule = new RRuleTemporal({
    freq: 'WEEKLY',
    interval,
    wkst: 'MO',
    byDay: weekdays.map((weekday) => days[weekday - 1] as string),
    dtstart: at(monday.add({ days: Math.min(...weekdays) - 1 })),
    exDate: closed.flatMap(each).map(at),
    tzid: zone,
    maxIterations: 100_000,
  })
  return rule
    .between(window.first.toZonedDateTime(zone), end(window.last, zone), true)
    .map((moment) => ({
      said: `${moment.toPlainDate()} ${moment.toInstant()}`,
      wall: Temporal.PlainTime.from(moment.toPlainTime().toString()),
    }))
}

const each = ({ first, last }: Days) =>
  Array.from({ length: first.until(last).days + 1 }, (_, n) => first.add({ days: n }))
const end = (last: Temporal.PlainDate, zone: string) =>
  last.add({ days: 1 }).toZonedDateTime(zone).subtract({ nanoseconds: 1 })

/** The same as ours, with one slot for each weekday. */
async function expanded(given: Weekly): Promise<string[]> {
  const { window, closed } = datesOf(given)
  const schedule = {
    version: 1,
    timezone: given.zone,
    slots: given.weekdays.map((weekday) => ({
      id: `slot-${weekday}`,
      weekday,
      start_time: given.time.toString({ smallestUnit: 'minute' }),
      duration_minutes: 60,
      interval_weeks: given.interval,
      anchor_date: given.anchor.toString(),
    })),
  }
  const { rows } = await database.session.query<{ said: string }>(
    `select to_char(e.origin_date, 'YYYY-MM-DD') || ' '
              || to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as said
     from rollcall.expand_schedule($1::jsonb, $2::date, $3::date, $4::datemultirange) as e
     order by e.starts_at`,
    [
      JSON.stringify(schedule),
      window.first.toString(),
      window.last.toString(),
      `{${closed.map(({ first, last }) => `[${first},${last}]`).join(',')}}`,
    ],
  )
  return rows.map(({ said }) => said)
}

test('a weekly schedule expands to what rrule-temporal calls for', async () => {
  let occurrences = 0
  await fc.assert(
    fc.asyncProperty(weekly, async (given) => {
      const expected = called(given).map(({ said }) => said)
      occurrences += expected.length
      expect(await expanded(given)).toEqual(expected)
    }),
    { numRuns: 400 },
  )
  expect(occurrences).toBeGreaterThan(1_000)
})

/** Rules that begin on the anchor, up to four weeks before their zone's clocks change, in the small hours. */
const nearChange = fc
  .record({
    zone: fc.constantFrom(...zones),
    from: day,
    before: fc.integer({ min: 0, max: 27 }),
    time: clock(0, 210),
    interval: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ zone, from, before, time, interval }): Weekly => {
    const start = from.toZonedDateTime(zone)
    const change = (start.getTimeZoneTransition('next') ?? start).toPlainDate()
    const anchor = change.subtract({ days: before })
    const shared = { zone, anchor, time, interval, begins: 0, lasts: 60, closures: [] }
    // The weekday on which they change, or for every other rule the one on which it began.
    return { ...shared, weekdays: [before % 2 ? change.dayOfWeek : anchor.dayOfWeek] }
  })

/** Whether the clock never shows the rule's time on an occurrence's date. */
function isInGap({ zone, time }: Weekly, occurrence?: { said: string }): boolean {
  const date = Temporal.PlainDate.from((occurrence?.said ?? '').slice(0, 10))
  const shown = date.toZonedDateTime({ timeZone: zone, plainTime: time }).toPlainTime()
  return !shown.equals(time)
}

test('in a gap and in an overlap a slot takes place when rrule-temporal says', async () => {
  let shifted = 0
  await fc.assert(
    fc.asyncProperty(nearChange, async (given) => {
      const expected = called(given)
      // This version keeps a shifted time once a step of its walk fell into a gap: stop there.
      const late = expected.findIndex(({ wall }) => !wall.equals(given.time))
      const upTo = late < 0 ? expected.length : late + (isInGap(given, expected[late]) ? 1 : 0)
      shifted += upTo > late && late >= 0 ? 1 : 0
      expect((await expanded(given)).slice(0, upTo)).toEqual(
        expected.slice(0, upTo).map(({ said }) => said),
      )
    }),
    { numRuns: 400 },
  )
  expect(shifted).toBeGreaterThan(0)
})
