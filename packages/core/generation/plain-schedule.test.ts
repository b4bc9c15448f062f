import { scratchDatabase } from '@rollcall/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const database = scratchDatabase()

const mostly = <T>(usual: fc.Arbitrary<T>, ...others: unknown[]) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) })
/** Mostly without it. */
const rarely = (...values: unknown[]) => mostly(fc.constant(undefined), ...values)

const slot = fc.record({
  id: mostly(fc.constantFrom(undefined, 'a', 'b', 'c'), '1-1000', '', 'x'.repeat(65), 7, null),
  weekday: mostly(fc.integer({ min: 1, max: 7 }), 0, 8, 1.5, '1', 'monday', null, undefined),
  start_time: mostly(
    fc.constantFrom('04:00', '10:00', '10:30', '11:00', '20:59'),
    ...['03:59', '21:00', '9:00', '10:00:00', '24:00', ' 10:00', 10, null, undefined],
  ),
  duration_minutes: mostly(
    fc.constantFrom(5, 30, 60, 720),
    ...[0, 4, 721, 60.5, '60', -60, null, undefined],
  ),
  interval_weeks: rarely(1, 2, '1', null),
  course_id: rarely(null, 7, '7'),
  subject: rarely(null, 'Piano'),
  anchor_date: rarely(null, '2026-03-09'),
  valid_from: rarely(null, '2026-03-09'),
  valid_to: rarely(null),
  day: rarely(null, 'monday'),
  note: rarely(null, 'x', {}),
})
const inOrder = (a: { weekday?: unknown }, b: { weekday?: unknown }) =>
  Number(a.weekday) - Number(b.weekday)
const slots = fc
  .tuple(fc.array(slot, { maxLength: 5 }), fc.boolean())
  .map(([all, sorted]) => (sorted ? all.toSorted(inOrder) : all))
const schedule = fc.record({
  version: mostly(fc.constantFrom(1, undefined), 2, '1', null),
  timezone: mostly(
    fc.constantFrom('UTC', 'Europe/Madrid'),
    ...['europe/madrid', 'CET', 'Europe/Nowhere', 5, null, undefined],
  ),
  slots: mostly(slots, null, {}, 'x', [null], [[]], undefined),
  duration_minutes: rarely(60, null),
  monday: rarely([], null),
})
/** As text, with 1.0 for 1 where a number may have been written that way. */
const stored = fc
  .tuple(mostly(schedule, [], [{ weekday: 1 }], 'x', 5, null), fc.nat(9))
  .map(([value, n]) => {
    const text = JSON.stringify(value)
    return n === 0
      ? text.replaceAll(/(version|weekday|interval_weeks)":(\d)\b(?!\.)/g, '$1":$2.0')
      : text
  })

const fromSundayIntoMonday = JSON.stringify({
  timezone: 'UTC',
  slots: [
    { weekday: 1, start_time: '04:00', duration_minutes: 60 },
    { weekday: 7, start_time: '20:59', duration_minutes: 720 },
  ],
})

test('a schedule that is plain is read as it would be in full, and whatever is not is read in full', async () => {
  const seen = { plain: 0, other: 0 }
  await fc.assert(
    fc.asyncProperty(stored, async (text) => {
      // A course that is to be checked has everything read in full.
      const { rows } = await database.session.query(
        `select rollcall.plain_schedule($1) as plain, rollcall.normalise_schedule($1, 'UTC') as reading,
                rollcall.normalise_schedule($1, 'UTC', '7', '{"7": true}') as in_full`,
        [text],
      )
      const { plain, reading, in_full } = rows[0]
      expect(reading).toEqual(in_full)
      if (plain) expect(in_full).toEqual({ schedule: plain, errors: [], warnings: [] })
      seen[plain ? 'plain' : 'other']++
    }),
    { numRuns: 3_000, examples: [[fromSundayIntoMonday]] },
  )
  expect(Math.min(seen.plain, seen.other)).toBeGreaterThan(500)
}, 60_000)
