import { connect } from '@rollcall/database'
import { look, lookAs, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { tableGrowth } from './table-growth.ts'

const database = scratchDatabase()
beforeEach(() => database.session.query('truncate rollcall.table_sizes'))

const thresholds = (changed: Partial<typeof defaultConfig.thresholds>) => ({
  config: { thresholds: { ...defaultConfig.thresholds, ...changed } },
})

async function megabytes() {
  const { rows } = await database.session.query<{ size: number }>(
    'select pg_database_size(current_database()) / 1048576.0 as size',
  )
  return rows[0]?.size ?? 0
}

/** What was measured so many days ago: by how many MB it was less than now. */
const measured = (less: Record<number, number>, name = 'database') =>
  database.session.query(
    `insert into rollcall.table_sizes (name, measured_at, bytes)
     select $1, $2::timestamptz - d.key::integer * interval '1 day',
            case when $1 = 'database' then pg_database_size(current_database())
                 else pg_total_relation_size($1::text::regclass) end - d.value::numeric * 1048576
     from jsonb_each_text($3) as d`,
    [name, testNow, JSON.stringify(less)],
  )

const steady = { 40: 4, 30: 3, 20: 2, 10: 1 }

test('is clear, finds that the limit will be reached, and is clear when there is room', async () => {
  const limit = Math.ceil(await megabytes()) + 5
  // A tenth of a MB a day, so that 5 MB last some 50 days.
  await measured(steady)
  const within = thresholds({ databaseLimitMegabytes: limit, databaseLimitShare: 1 })
  const verdict = await look(database, tableGrowth, within)
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'database/forecast',
        detail: expect.stringMatching(
          /^As it has grown in the last 40 days, by 3.0 MB a month, the database reaches its limit of \d+ MB about 2026-0[45]-\d\d \(with 95 % certainty from 2026-0[45]-\d\d to 2026-0[45]-\d\d\)/,
        ),
      },
    ],
    evidence: { measurements: 5, measuredOverDays: 40, growthInMegabytesAMonth: 3 },
  })
  const large = thresholds({ databaseLimitMegabytes: limit + 100 })
  expect(await look(database, tableGrowth, large)).toMatchObject({
    state: 'pass',
    evidence: { forecast: { most_likely: expect.stringMatching(/^202[89]/) } },
  })
})

test('the interval is the wider the less regular it grew, and may have no end', async () => {
  const config = thresholds({ databaseLimitMegabytes: (await megabytes()) + 5 })
  const interval = async () => {
    const { evidence } = await look(database, tableGrowth, config)
    const { earliest, latest } = evidence.forecast as { earliest: string; latest: string | null }
    return { earliest, latest }
  }
  await measured(steady)
  const regular = await interval()
  await database.session.query('truncate rollcall.table_sizes')
  await measured({ 40: 4, 30: 3.4, 20: 1.8, 10: 1.1 })
  const less = await interval()
  expect(less.earliest < regular.earliest).toBe(true)
  expect((less.latest ?? '9999') > (regular.latest ?? '')).toBe(true)
  await database.session.query('truncate rollcall.table_sizes')
  await measured({ 40: 4, 30: 5, 20: 0, 10: 1 })
  expect((await interval()).latest).toBe(null)
})

test.each([
  [
    'three measurements',
    { 40: 4, 20: 2 },
    'too few measurements: four, over two weeks, are needed',
  ],
  ['a week', { 7: 4, 5: 3, 3: 2 }, 'too few measurements: four, over two weeks, are needed'],
  ['no growth', { 40: 0, 30: 0, 20: 0 }, 'it does not grow'],
  ['a fall', { 40: -1, 30: -1, 20: -0.5 }, 'it does not grow'],
])('of %s it forecasts nothing, and says so', async (_what, less, forecast) => {
  await measured(less)
  const config = thresholds({
    databaseLimitMegabytes: (await megabytes()) + 1,
    databaseLimitShare: 1,
  })
  expect(await look(database, tableGrowth, config)).toMatchObject({
    state: 'pass',
    evidence: { forecast },
  })
})

test('after a great clean-up it counts from there on, and what is older than half a year not at all', async () => {
  await measured({ 170: 3, 60: -20, 45: -22, 30: 3, 20: 2, 10: 1 })
  await measured({ 200: 9 })
  expect((await look(database, tableGrowth)).evidence).toMatchObject({
    measurements: 4,
    measuredOverDays: 30,
  })
})

test('finds a database that is at its limit, whatever was measured', async () => {
  const size = await megabytes()
  const at = (share: number) =>
    look(database, tableGrowth, thresholds({ databaseLimitMegabytes: size / share }))
  expect(await at(0.84)).toMatchObject({ state: 'pass' })
  expect(await at(0.86)).toMatchObject({
    severity: 'warning',
    findings: [{ key: 'database/size' }],
  })
  expect(await at(1.01)).toMatchObject({ severity: 'error', findings: [{ key: 'database/size' }] })
})

test('without a limit it measures, and says that it judges nothing', async () => {
  await measured(steady)
  expect(await look(database, tableGrowth)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: expect.toSatisfy((tables: number) => tables > 4),
      limitMegabytes: null,
      forecast: 'no limit is set (thresholds.databaseLimitMegabytes)',
    },
  })
})

test('finds a table that doubled in a month, from the threshold on', async () => {
  await database.session.query(
    "create table public.notes as select repeat('x', 1000) as note from generate_series(1, 5000)",
  )
  await measured({ 29: 4, 5: 5, 70: 5 }, 'public.notes')
  const found = (suddenGrowthMegabytes: number) =>
    look(database, tableGrowth, thresholds({ suddenGrowthMegabytes }))
  expect(await found(3.9)).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: 'table/public.notes/sudden-growth',
        detail: expect.stringMatching(/^public.notes has grown from \d to \d MB since 2026-02-10/),
      },
    ],
  })
  expect(await found(4.1)).toMatchObject({ state: 'pass' })
  await database.session.query('truncate rollcall.table_sizes')
  await measured({ 29: 2 }, 'public.notes')
  expect(await found(1)).toMatchObject({ state: 'pass' })
  await database.session.query('drop table public.notes')
})

test('the role that looks keeps what was measured, once a day, for some 400 days', async () => {
  const looker = await connect(database.as('looker'))
  const remember = (now: string) =>
    tableGrowth.remember({ database: looker, now, config: defaultConfig })
  await remember('2025-01-01T11:00:00Z')
  await remember('2026-03-10T12:00:00Z')
  await remember('2026-03-11T07:00:00Z')
  await remember(testNow)
  await remember(testNow)
  await looker.end()
  const { rows } = await database.session.query(
    `select measured_at, min(bytes) filter (where name = 'database') > 1000000 as whole,
            count(*) filter (where name = 'public.classes') as classes
     from rollcall.table_sizes group by 1 order by 1`,
  )
  expect(rows).toEqual([
    { measured_at: '2026-03-10T12:00:00.000Z', whole: true, classes: 1 },
    { measured_at: testNow, whole: true, classes: 1 },
  ])
})

test('who may not see the measurements says so', async () => {
  await database.session.query('revoke select on rollcall.table_sizes from rollcall_reader')
  expect(await lookAs(database.as('looker'), tableGrowth)).toMatchObject({ state: 'unknown' })
  await database.session.query('grant select on rollcall.table_sizes to rollcall_reader')
})
