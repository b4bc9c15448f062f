import { scratchDatabase } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import { previewSchedule } from './preview.ts'
import vectors from './weekly-vectors.json' with { type: 'json' }

const database = scratchDatabase()

const longest = 8

describe('the vectors', () => {
  test.each(vectors.map((vector) => [vector.id, vector.source, vector.as_case] as const))(
    '%s (%s) shows its dates and instants',
    async (_id, _source, given) => {
      const preview = await previewSchedule(database.session, {
        schedule: {
          version: 1,
          timezone: given.timezone,
          slots: given.slots.map((slot) => ({
            ...slot,
            duration_minutes: 5,
            interval_weeks: given.interval_weeks,
            anchor_date: anchor(given, slot.weekday),
          })),
        },
        from: given.window.from,
        to: given.window.to,
        startDate: given.start_date,
        ...(given.end_date ? { endDate: given.end_date } : {}),
        closures: [...given.skip_dates, ...given.moved_dates].map((day) => ({
          from: day,
          to: day,
        })),
      })
      expect(preview.occurrences.map(({ originDate }) => originDate)).toEqual(given.expected_dates)
      if (given.expected_starts_at !== null) {
        expect(preview.occurrences.map(({ startsAt }) => startsAt)).toEqual(
          given.expected_starts_at.map(toTheMinute),
        )
      }
      const codes = new Set(preview.errors.map(({ code }) => code))
      expect([...codes]).toEqual(given.interval_weeks > longest ? ['invalid_interval'] : [])
    },
  )

  /** A schedule has no seconds: they are dropped, with a warning. */
  const toTheMinute = (instant: string) => instant.replace(/:\d\dZ$/, ':00Z')

  /** A week that begins on another day than Monday puts each slot's "on" week elsewhere. */
  const anchor = (given: { start_date: string; week_start: number }, weekday: number) => {
    const day = Temporal.PlainDate.from(given.start_date)
    return day
      .subtract({ days: (day.dayOfWeek - given.week_start + 7) % 7 })
      .add({ days: (weekday - given.week_start + 7) % 7 })
      .toString()
  }
})

test('an interval that is too long shows its dates and its error; anything else wrong shows none', async () => {
  const show = (slot: object) =>
    previewSchedule(database.session, {
      schedule: [{ day: 1, start_time: '10:00', duration_minutes: 60, ...slot }],
      from: '2026-03-01',
      to: '2026-05-31',
    })
  const tooLong = await show({ interval_weeks: 9, anchor_date: '2026-03-02' })
  expect(tooLong).toMatchObject({
    occurrences: [{ originDate: '2026-03-02' }, { originDate: '2026-05-04' }],
    errors: [{ code: 'invalid_interval', path: '/0/interval_weeks', value: 9 }],
  })
  for (const slot of [
    { interval_weeks: 0, anchor_date: '2026-03-02' },
    { interval_weeks: 9 },
    { interval_weeks: 9, anchor_date: '2026-03-02', start_time: '25:00' },
  ]) {
    expect((await show(slot)).occurrences).toEqual([])
  }
})

test("a course is looked for among the school's, once it has some; the dates are shown all the same", async () => {
  const show = async (course: unknown) => {
    const { occurrences, errors, warnings } = await previewSchedule(database.session, {
      schedule: {
        timezone: 'Europe/Madrid',
        slots: [{ day: 'lunes', time: '17:00', duration: 60, courseId: course }],
      },
      from: '2026-03-09',
      to: '2026-03-15',
    })
    return [
      occurrences.map(({ originDate, courseId }) => `${originDate} ${courseId}`),
      ...[errors, warnings].map((all) => all.map(({ code, path }) => `${code} ${path}`)),
    ]
  }
  expect(await show(9)).toEqual([['2026-03-09 9'], [], []])
  await database.session.query(
    'insert into public.courses (id, active) overriding system value values (7, true), (8, false)',
  )
  expect(await show('7')).toEqual([['2026-03-09 7'], [], []])
  expect(await show(8)).toEqual([['2026-03-09 8'], [], ['inactive_course /slots/0/courseId']])
  expect(await show(9)).toEqual([['2026-03-09 9'], ['unknown_course /slots/0/courseId'], []])
  expect(await show(null)).toEqual([['2026-03-09 null'], [], []])
})
