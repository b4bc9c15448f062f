import { scratchDatabase } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'

const database = scratchDatabase()

type Problem = { code: string; path: string; value: unknown; hint: string }
type Canonical = { version: number; timezone: string; slots: Record<string, unknown>[] }
type Reading = { schedule: Canonical | null; errors: Problem[]; warnings: Problem[] }
type Options = { timezone?: string | null; course?: string; courses?: Record<string, boolean> }

/** @param stored as a value, or with `json` as text that JavaScript could not hold. */
async function read(stored: unknown, options: Options & { json?: string } = {}): Promise<Reading> {
  const { rows } = await database.session.query<{ reading: Reading }>(
    'select rollcall.normalise_schedule($1::jsonb, $2, $3, $4::jsonb) as reading',
    [
      options.json ?? JSON.stringify(stored),
      options.timezone === undefined ? 'Europe/Madrid' : options.timezone,
      options.course ?? null,
      options.courses ? JSON.stringify(options.courses) : null,
    ],
  )
  const reading = rows[0]?.reading as Reading
  for (const { hint } of [...reading.errors, ...reading.warnings]) {
    expect(hint).toMatch(/^[A-Z].{10,160}\.$/)
  }
  expect(reading.schedule === null).toBe(reading.errors.length > 0)
  return reading
}

const found = (problems: Problem[]) => problems.map(({ code, path, value }) => [code, path, value])
const errorsOf = async (stored: unknown, options?: Options) =>
  found((await read(stored, options)).errors)
const warningsOf = async (stored: unknown, options?: Options) =>
  found((await read(stored, options)).warnings)

/** One readable slot but for what is given; undefined takes a key away. */
const slot = (given: Record<string, unknown> = {}) => ({
  weekday: 1,
  start_time: '10:00',
  duration_minutes: 60,
  ...given,
})
const inMadrid = (...slots: unknown[]) => ({ version: 1, timezone: 'Europe/Madrid', slots })

const canonical = inMadrid({
  id: '1-1000',
  weekday: 1,
  start_time: '10:00',
  duration_minutes: 60,
  course_id: null,
  subject: null,
  interval_weeks: 1,
  anchor_date: null,
  valid_from: null,
  valid_to: null,
})

/** What stands where a JSON Pointer leads; null where nothing does. */
function valueAt(stored: unknown, path: string): unknown {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return (
    keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], stored) ?? null
  )
}

describe('the shapes', () => {
  test.each([
    ['the canonical object', canonical],
    ['an object with slots', { timezone: 'Europe/Madrid', slots: [slot()] }],
    ['snake_case keys', inMadrid({ day_of_week: 1, start_time: '10:00', end_time: '11:00' })],
    [
      'camelCase keys',
      {
        timeZone: 'Europe/Madrid',
        slots: [{ dayOfWeek: 1, startTime: '10:00', endTime: '11:00' }],
      },
    ],
    [
      'short keys',
      { time_zone: 'Europe/Madrid', slots: [{ day: 'Monday', start: '10:00', end: '11:00' }] },
    ],
    [
      'an object keyed by days',
      { timezone: 'Europe/Madrid', monday: [{ time: '10:00', duration: 60 }], friday: [] },
    ],
    [
      'a day with a single slot',
      { timezone: 'Europe/Madrid', Lunes: { start: '10:00', durationMinutes: 60 } },
    ],
    ['a numbered day', { timezone: 'Europe/Madrid', 1: [{ start: '10:00', duration: '60' }] }],
    [
      'times under a day, with a duration for all',
      { timezone: 'Europe/Madrid', duration: 60, mon: ['10:00'] },
    ],
    [
      'values of no meaning as null',
      inMadrid(slot({ end_time: null, course_id: null, valid_from: null })),
    ],
    [
      'two names that say the same',
      inMadrid(slot({ day: 'Monday', start: '10:00:00', durationMinutes: '60' })),
    ],
  ])('%s is read', async (_name, stored) => {
    expect(await read(stored)).toEqual({ schedule: canonical, errors: [], warnings: [] })
  })

  test("a bare list is read in the school's zone", async () => {
    const { schedule, warnings } = await read([slot()])
    expect(schedule).toEqual(canonical)
    expect(found(warnings)).toEqual([['defaulted_timezone', '', null]])
  })

  test('what is canonical stays as it is', async () => {
    const stored = [
      slot({ day: undefined }),
      slot({ weekday: 0, course_id: 7.0, subject: 'Piano', id: 3 }),
    ]
    const { schedule } = await read(stored)
    expect(await read(schedule)).toEqual({ schedule, errors: [], warnings: [] })
  })

  test('slots come in the order of the week, those without an id with one made of day and time', async () => {
    const { schedule } = await read(
      inMadrid(
        slot({ weekday: 3, start_time: '16:00' }),
        slot({ weekday: 1, start_time: '18:00', id: '3-1600' }),
        slot({ weekday: 1, valid_to: '2026-06-30' }),
        slot({ weekday: 1, valid_from: '2026-07-01' }),
      ),
    )
    expect(schedule?.slots.map(({ id, weekday, start_time }) => [id, weekday, start_time])).toEqual(
      [
        ['1-1000', 1, '10:00'],
        ['1-1000-2', 1, '10:00'],
        ['3-1600', 1, '18:00'],
        ['3-1600-2', 3, '16:00'],
      ],
    )
  })
})

describe('weekdays', () => {
  test.each([
    [1, [1, '1', 1.0, 'monday', 'Mon', 'MO', 'lunes', 'LUN.', ' Lunes ']],
    [2, [2, 'tuesday', 'tues', 'TUE', 'tu', 'martes', 'mar', 'Ma']],
    [
      3,
      [
        3,
        'Wednesday',
        'wed',
        'weds',
        'miércoles',
        'MIÉRCOLES',
        'miercoles',
        'mie\u0301rcoles',
        'mié',
        'mie.',
        'mi',
      ],
    ],
    [4, ['4', 'thursday', 'thu', 'thur', 'thurs', 'jueves', 'JUE', 'ju']],
    [5, [5, 'friday', 'fri', 'viernes', 'vie', 'vi']],
    [6, [6, 'saturday', 'SAT', 'sábado', 'SÁBADO', 'sab', 'sáb.', 'sa']],
    [7, [7, '7', 'sunday', 'Sun', 'domingo', 'DOM', 'do']],
  ])('%d is read from %j', async (weekday, names) => {
    for (const name of names) {
      const { schedule, warnings } = await read(inMadrid(slot({ weekday: name })))
      expect([name, schedule?.slots[0]?.weekday, warnings]).toEqual([name, weekday, []])
    }
  })
})

describe('times', () => {
  test.each([
    ['09:05', '09:05'],
    ['9:05', '09:05'],
    [' 09:05 ', '09:05'],
    ['09:05:00', '09:05'],
    ['0:00', '00:00'],
    ['23:59', '23:59'],
    ['9:05 am', '09:05'],
    ['9:05PM', '21:05'],
    ['3:30 p. m.', '15:30'],
    ['3pm', '15:00'],
    ['12 AM', '00:00'],
    ['12:15 a.m.', '00:15'],
    ['12:00 pm', '12:00'],
    ['3:30:00 PM', '15:30'],
  ])('"%s" is read as %s', async (stored, start_time) => {
    const { schedule } = await read(inMadrid(slot({ start_time: stored })))
    expect(schedule?.slots[0]?.start_time).toBe(start_time)
  })

  test.each([
    ['10:00', '11:30', 90],
    ['22:30', '24:00', 90],
    ['22:30', '00:00', 90],
    ['12:00', '12:05', 5],
    ['9:00 am', '12 pm', 180],
  ])('from %s to %s it is %d minutes', async (start, end, minutes) => {
    const { schedule } = await read(inMadrid({ day: 1, start, end }))
    expect(schedule?.slots[0]?.duration_minutes).toBe(minutes)
  })
})

describe('errors', () => {
  const until = (end: string) => ({ duration_minutes: undefined, end })
  const backwards = { validFrom: '2026-02-02', validTo: '2026-02-01' }

  test.each([
    ['nothing', null, 'missing_fixed_schedule', ''],
    ['a null in a string', 'null', 'missing_fixed_schedule', ''],
    ['an empty list', [], 'empty_fixed_schedule', ''],
    ['an empty object', {}, 'empty_fixed_schedule', ''],
    ['no slots', inMadrid(), 'empty_fixed_schedule', '/slots'],
    ['null for slots', { slots: null }, 'empty_fixed_schedule', '/slots'],
    ['empty days', { monday: [], martes: null }, 'empty_fixed_schedule', ''],
    ['text that is no JSON', 'mondays at ten', 'invalid_json', ''],
    ['JSON that is cut off', '[{"day": 1', 'invalid_json', ''],
    ['a number', 5, 'invalid_shape', ''],
    ['an object without slots', { timezone: 'UTC' }, 'invalid_shape', ''],
    ['one slot without a list', slot(), 'invalid_shape', ''],
    ['slots that are no list', { slots: slot() }, 'invalid_shape', '/slots'],
    ['a slot that is no object', ['10:00'], 'invalid_shape', '/0'],
    ['slots and days at once', { ...inMadrid(slot()), friday: [] }, 'invalid_shape', '/friday'],
    ['more than fifty slots', inMadrid(...Array(51).fill(5)), 'invalid_shape', '/slots'],
    ['another version', { ...inMadrid(slot()), version: 2 }, 'unsupported_version', '/version'],
    ['a zone that is none', { ...inMadrid(slot()), timezone: 5 }, 'invalid_timezone', '/timezone'],
    ['a day without a duration', { mon: ['10:00'] }, 'invalid_duration', '/mon/0', null],
    ['a wrong duration for all', { duration: 0, mon: ['10:00'] }, 'invalid_duration', '/duration'],
    ['a day under another', { tue: [slot()] }, 'invalid_weekday', '/tue/0/weekday'],
  ])('%s: found', async (_name, stored, code, path, value: unknown = valueAt(stored, path)) => {
    expect(await errorsOf(stored)).toEqual([[code, path, value]])
  })

  test.each<[string, Record<string, unknown>, string, string]>([
    ['keys that contradict each other', { start: '11:00' }, 'invalid_shape', 'start_time'],
    ['an id that is too long', { id: 'x'.repeat(65) }, 'invalid_shape', 'id'],
    ['a subject that is no text', { subject: 5 }, 'invalid_shape', 'subject'],
    ['a course that is no id', { course_id: true }, 'invalid_shape', 'course_id'],
    ['no weekday', { weekday: undefined }, 'invalid_weekday', 'weekday'],
    ['weekday 8', { weekday: 8 }, 'invalid_weekday', 'weekday'],
    ['half a weekday', { weekday: 1.5 }, 'invalid_weekday', 'weekday'],
    ['one letter for a weekday', { weekday: 'm' }, 'invalid_weekday', 'weekday'],
    ['no start', { start_time: undefined }, 'invalid_start_time', 'start_time'],
    ['a start at 24:00', { start_time: '24:00' }, 'invalid_start_time', 'start_time'],
    ['a start at 13 pm', { start_time: '13 pm' }, 'invalid_start_time', 'start_time'],
    ['a start that is a number', { start_time: 10 }, 'invalid_start_time', 'start_time'],
    ['no duration', { duration_minutes: undefined }, 'invalid_duration', 'duration_minutes'],
    ['4 minutes', { duration_minutes: 4 }, 'invalid_duration', 'duration_minutes'],
    ['721 minutes', { duration_minutes: '721' }, 'invalid_duration', 'duration_minutes'],
    ['60.5 minutes', { duration_minutes: 60.5 }, 'invalid_duration', 'duration_minutes'],
    ['an end that is no time', until('noon'), 'invalid_duration', 'end'],
    ['an end 13 hours later', until('23:00'), 'invalid_duration', 'end'],
    ['an end at the start', until('10:00'), 'end_not_after_start', 'end'],
    ['an end on the next day', until('09:00'), 'end_not_after_start', 'end'],
    ['an end that disagrees', { end: '11:30' }, 'duration_conflict', 'duration_minutes'],
    ['interval 0', { interval_weeks: 0 }, 'invalid_interval', 'interval_weeks'],
    [
      'interval 9',
      { intervalWeeks: 9, anchorDate: '2026-01-05' },
      'invalid_interval',
      'intervalWeeks',
    ],
    ['an interval without an anchor', { interval_weeks: 2 }, 'missing_anchor', 'anchor_date'],
    [
      'a month as an anchor',
      { interval_weeks: 2, anchorDate: 'May' },
      'missing_anchor',
      'anchorDate',
    ],
    [
      'an anchor that is no date',
      { anchor_date: '2026-02-29' },
      'invalid_validity_range',
      'anchor_date',
    ],
    [
      'a first day that is no date',
      { valid_from: '5/1/2026' },
      'invalid_validity_range',
      'valid_from',
    ],
    ['a last day before the first', backwards, 'invalid_validity_range', 'validTo'],
  ])('a slot with %s: found', async (_name, given, code, key) => {
    const stored = inMadrid(slot(given))
    const path = `/slots/0/${key}`
    expect(await errorsOf(stored)).toEqual([[code, path, valueAt(stored, path)]])
  })

  test.each([
    'CET',
    'GMT',
    'EST5EDT',
    'Madrid',
    'Foo/Bar',
    'Foo/Bar+3',
    'Europe/Madrid+2',
    'Europe/Madrid2',
    'Europe/../Madrid',
    'posix/Europe/Madrid',
    'America/Nowhere',
    'Etc/GMT+13',
    '+02:00',
    'Local',
    '',
  ])('the zone "%s" is refused', async (timezone) => {
    expect(await errorsOf({ timezone, slots: [slot()] })).toEqual([
      ['invalid_timezone', '/timezone', timezone],
    ])
  })

  test.each([
    ['utc', 'UTC'],
    [' europe/MADRID ', 'Europe/Madrid'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['us/eastern', 'US/Eastern'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('the zone "%s" is read as %s', async (timezone, name) => {
    expect((await read({ timezone, slots: [slot()] })).schedule?.timezone).toBe(name)
  })

  test("no zone at all is an error, also when the school's is none", async () => {
    expect(await errorsOf([slot()], { timezone: null })).toEqual([
      ['invalid_timezone', '/timezone', null],
    ])
    expect(await errorsOf([slot()], { timezone: 'CET' })).toEqual([
      ['invalid_timezone', '/timezone', 'CET'],
    ])
  })

  test('all mistakes are reported together, in stored order', async () => {
    const stored = {
      version: 3,
      timezone: 'CET',
      slots: [
        slot({ weekday: 9, start_time: 'x' }),
        slot({ duration_minutes: 1, interval_weeks: 2 }),
      ],
    }
    expect(await errorsOf(stored)).toEqual([
      ['unsupported_version', '/version', 3],
      ['invalid_timezone', '/timezone', 'CET'],
      ['invalid_weekday', '/slots/0/weekday', 9],
      ['invalid_start_time', '/slots/0/start_time', 'x'],
      ['invalid_duration', '/slots/1/duration_minutes', 1],
      ['missing_anchor', '/slots/1/anchor_date', null],
    ])
  })

  test('a long value is cut to 80 characters', async () => {
    expect(await errorsOf(inMadrid(slot({ start_time: 'x'.repeat(500) })))).toEqual([
      ['invalid_start_time', '/slots/0/start_time', 'x'.repeat(80)],
    ])
  })
})

describe('overlapping slots', () => {
  const night = { weekday: 7, start_time: '23:30', duration_minutes: 90 }
  test.each<[string, Record<string, unknown>[], boolean]>([
    ['half an hour apart, an hour long', [slot(), slot({ start_time: '10:30' })], true],
    ['one after the other', [slot(), slot({ start_time: '11:00' })], false],
    ['on other days', [slot(), slot({ weekday: 2 })], false],
    ['over midnight', [{ ...night, weekday: 1 }, slot({ weekday: 2, start_time: '00:45' })], true],
    ['from Sunday to Monday', [slot({ start_time: '00:15' }), night], true],
    ['from Sunday to Monday, just not', [night, slot({ start_time: '01:00' })], false],
    [
      'one valid when the other no longer is',
      [slot({ valid_to: '2026-06-30' }), slot({ valid_from: '2026-07-01', duration_minutes: 90 })],
      false,
    ],
    [
      'both valid for one Monday',
      [slot({ valid_to: '2026-07-06' }), slot({ valid_from: '2026-07-06', duration_minutes: 90 })],
      true,
    ],
    [
      'both valid for some days without a Monday',
      [slot({ valid_to: '2026-07-10' }), slot({ valid_from: '2026-07-07', duration_minutes: 90 })],
      false,
    ],
    ['in alternating weeks', [every(2, '2026-01-05'), every(2, '2026-01-14')], false],
    ['in the same weeks', [every(2, '2026-01-05'), every(2, '2026-01-25', 90)], true],
    ['every second and every third week', [every(2, '2026-01-05'), every(3, '2026-01-12')], true],
    [
      'every fourth and every sixth week, never together',
      [every(4, '2026-01-05'), every(6, '2026-01-12')],
      false,
    ],
    [
      'every fourth and every sixth week, together at times',
      [every(4, '2026-01-05'), every(6, '2026-01-19')],
      true,
    ],
    [
      'alternating weeks, from Sunday to Monday',
      [
        { ...night, interval_weeks: 2, anchor_date: '2026-01-05' },
        { ...every(2, '2026-01-12'), start_time: '00:30' },
      ],
      true,
    ],
    [
      'the same weeks, from Sunday to Monday',
      [
        { ...night, interval_weeks: 2, anchor_date: '2026-01-05' },
        { ...every(2, '2026-01-05'), start_time: '00:30' },
      ],
      false,
    ],
  ])('%s', async (_name, slots, overlap) => {
    const expected = [['overlapping_slots', '/slots/1', slots[1]]]
    expect(await errorsOf(inMadrid(...slots))).toEqual(overlap ? expected : [])
  })

  test('the hint names the other one', async () => {
    const { errors } = await read({
      timezone: 'UTC',
      lunes: [slot(), slot({ start_time: '10:15' })],
    })
    expect(errors.map(({ path, hint }) => [path, hint.includes('/lunes/0')])).toEqual([
      ['/lunes/1', true],
    ])
  })

  function every(interval_weeks: number, anchor_date: string, duration_minutes = 60) {
    return slot({ interval_weeks, anchor_date, duration_minutes })
  }
})

describe('courses', () => {
  const courses = { 7: true, 9: false }
  const of = (course_id: unknown) => inMadrid(slot({ course_id }))

  test('that exist are taken, as number or text', async () => {
    expect(await read(of(7), { courses })).toMatchObject({ errors: [], warnings: [] })
    expect(await read(of('7'), { courses })).toMatchObject({ errors: [], warnings: [] })
  })

  test("that don't exist are errors, inactive ones warnings", async () => {
    expect(await errorsOf(of(8), { courses })).toEqual([
      ['unknown_course', '/slots/0/course_id', 8],
    ])
    expect(await warningsOf(of(9), { courses })).toEqual([
      ['inactive_course', '/slots/0/course_id', 9],
    ])
  })

  test("are judged at the student where a slot relies on the student's own", async () => {
    expect(await errorsOf(of(null), { courses, course: '8' })).toEqual([
      ['unknown_course', '/course_id', '8'],
    ])
    expect(await warningsOf(of(null), { courses, course: '9' })).toEqual([
      ['inactive_course', '/course_id', '9'],
    ])
    expect(await errorsOf(of(7), { courses, course: '8' })).toEqual([])
    const { schedule } = await read(of(null), { courses, course: '7' })
    expect(schedule?.slots[0]?.course_id).toBeNull()
  })

  test('are not judged where nobody knows them', async () => {
    expect(await read(of(8), { course: '8' })).toMatchObject({ errors: [], warnings: [] })
  })
})

describe('warnings', () => {
  test.each<[string, unknown, [string, string, unknown][]]>([
    [
      'the same slot twice',
      inMadrid(slot(), slot({ id: 'again', start_time: '10:00:00' })),
      [['duplicate_slot', '/slots/1', slot({ id: 'again', start_time: '10:00:00' })]],
    ],
    [
      'JSON in a string',
      JSON.stringify(canonical),
      [['double_encoded_json', '', JSON.stringify(canonical).slice(0, 80)]],
    ],
    [
      'JSON in a string in a string',
      JSON.stringify(JSON.stringify(canonical)),
      [['double_encoded_json', '', JSON.stringify(JSON.stringify(canonical)).slice(0, 80)]],
    ],
    ['0 for Sunday', inMadrid(slot({ weekday: 0 })), [['weekday_zero', '/slots/0/weekday', 0]]],
    [
      '"0" for Sunday as a day',
      { timezone: 'UTC', 0: [slot({ weekday: undefined })] },
      [['weekday_zero', '/0', '0']],
    ],
    [
      'seconds',
      inMadrid(slot({ start_time: '10:00:30' })),
      [['seconds_dropped', '/slots/0/start_time', '10:00:30']],
    ],
    ['no zone', { slots: [slot()] }, [['defaulted_timezone', '/timezone', null]]],
    [
      'a key that nobody knows',
      { ...inMadrid(slot({ 'a/b~c': 1 })), teacher: 'Ana' },
      [
        ['unknown_key', '/teacher', 'Ana'],
        ['unknown_key', '/slots/0/a~1b~0c', 1],
      ],
    ],
    [
      'a time that the spring skips',
      { timezone: 'America/New_York', slots: [slot({ weekday: 7, start_time: '02:30' })] },
      [['dst_sensitive_time', '/slots/0/start_time', '02:30']],
    ],
    [
      'a time that the autumn repeats',
      { timezone: 'America/New_York', slots: [slot({ weekday: 7, start_time: '01:30' })] },
      [['dst_sensitive_time', '/slots/0/start_time', '01:30']],
    ],
  ])('%s: warned of, and read', async (_name, stored, expected) => {
    const { schedule, warnings } = await read(stored)
    expect(schedule?.slots).toHaveLength(1)
    expect(found(warnings)).toEqual(expected)
  })

  test.each([
    ['after the gap', 'Europe/Madrid', { weekday: 7, start_time: '03:00' }],
    ['on a day on which clocks never change', 'Europe/Madrid', { weekday: 2, start_time: '02:30' }],
    ['in a zone without summer time', 'Asia/Tokyo', { weekday: 7, start_time: '02:30' }],
  ])('a time %s is not sensitive', async (_name, timezone, given) => {
    expect(await warningsOf({ timezone, slots: [slot(given)] })).toEqual([])
  })
})

describe('anything at all', () => {
  test.each([
    [
      'numbers beyond any type',
      '[{"weekday": 1e400, "start_time": 1e131000, "duration_minutes": -1e-400, "course_id": 1e400}]',
    ],
    ['deep nesting', `${'['.repeat(900)}${']'.repeat(900)}`],
    ['deep nesting in a string', JSON.stringify('['.repeat(99_000) + ']'.repeat(99_000))],
    ['a number beyond any type in a string', JSON.stringify('[1e999999]')],
    ['a null character in a string', JSON.stringify('["\\u0000"]')],
    ['half a surrogate pair in a string', JSON.stringify('["\\ud83d"]')],
    ['ten thousand slots', JSON.stringify(Array.from({ length: 10_000 }, () => slot()))],
    [
      'ten thousand keys',
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, key])),
      ),
    ],
    [
      'format strings and quotes',
      JSON.stringify([slot({ weekday: "%s'; drop", start_time: '%I"\\', "';--": '{}' })]),
    ],
  ])('%s raises nothing', async (_name, json) => {
    const { errors, warnings } = await read(null, { json })
    expect(errors.length).toBeGreaterThan(0)
    expect(warnings.length).toBeLessThan(100)
  })

  test('two thousand values made of awkward parts raise nothing, and what is read stays as it is', async () => {
    const documents = Array.from({ length: 2_000 }, awkward(20_261_124))
    const { rows } = await database.session.query<{ wrong: number; read: number }>(
      `select count(*) filter (where (reading ->> 'schedule' is null) = (reading -> 'errors' = '[]')
                or (reading ->> 'schedule' is not null and again -> 'schedule' <> reading -> 'schedule')) as wrong,
              count(*) filter (where reading ->> 'schedule' is not null) as read
       from unnest($1::jsonb[]) as d(document)
       cross join lateral (select rollcall.normalise_schedule(document, 'Europe/Madrid') as reading offset 0) as one
       cross join lateral (select rollcall.normalise_schedule(reading -> 'schedule', 'UTC') as again offset 0) as two`,
      [documents],
    )
    expect(rows[0]).toMatchObject({ wrong: 0 })
    expect(rows[0]?.read).toBeGreaterThan(50)
  })

  /** A generator of JSON texts, the same ones each time. */
  function awkward(seed: number) {
    let state = seed
    const random = () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
      return state / 2 ** 32
    }
    const pick = <T>(items: T[]) => items[Math.floor(random() * items.length)] as T
    const odd = [
      '',
      '0',
      '25:00',
      '10:00:59',
      '2026-02-29',
      'infinity',
      '[',
      '{"slots":[]}',
      'CET',
      '\u0301',
      '💥',
      7,
      0,
      1e21,
      -1,
      1.5,
      null,
      true,
      [],
      {},
      [[]],
      { day: 1 },
    ]
    const usual: Record<string, unknown[]> = {
      day: [1, 2, 'Lunes', 'sun', 0],
      start: ['10:00', '23:30', '9:00', '02:30', '3pm'],
      duration: [60, '90', 720],
      interval_weeks: [1, 2, 8, null],
      anchor_date: ['2026-01-05', '0001-01-01', '9999-12-31'],
      valid_from: [null, '2026-02-02'],
      id: [null, 'a', 1],
    }
    const one = () =>
      Object.fromEntries(
        Object.entries(usual).map(([key, values]) => [
          random() < 0.02 ? '' : key,
          random() < 0.03 ? pick(odd) : pick(values),
        ]),
      )
    const list = () =>
      Array.from({ length: Math.floor(random() * 4) }, () => (random() < 0.05 ? pick(odd) : one()))
    return (): string => {
      const document = pick([
        list,
        () => ({ timezone: pick(['UTC', 'US/Eastern', ...odd]), slots: list() }),
        () => ({ mon: list(), 0: one() }),
        () => pick(odd),
      ])()
      return JSON.stringify(random() < 0.1 ? JSON.stringify(document) : document)
    }
  }

  test('is read the same whatever the session says about time zone and dates', async () => {
    const stored = inMadrid(
      slot({
        interval_weeks: 2,
        anchor_date: '2026-01-05',
        valid_from: '2026-01-02',
        valid_to: '2026-12-03',
      }),
      slot({ weekday: 7, start_time: '02:30' }),
    )
    const expected = await read(stored)
    for (const [zone, style] of [
      ['Asia/Kathmandu', 'SQL, DMY'],
      ['America/Los_Angeles', 'German'],
    ]) {
      await database.session.query(
        "select set_config('TimeZone', $1, false), set_config('DateStyle', $2, false)",
        [zone, style],
      )
      expect(await read(stored)).toEqual(expected)
    }
    await database.session.query('reset timezone; reset datestyle')
  })
})
