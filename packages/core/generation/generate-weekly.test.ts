import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { generate } from './generate.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const weekly = () => generate(database.session, { what: 'weekly', now: testNow, lookBackDays: 92 })
const tick = async (now: string) =>
  (await database.session.query('select rollcall.weekly_tick($1) as result', [now])).rows[0].result
const triggers = (state: 'enable' | 'disable') =>
  database.session.query(`alter table public.students ${state} trigger user`)

test('gives a student whom no trigger saw the classes to come, and leaves the older ones to the correction', async () => {
  await triggers('disable')
  const student = await enrol(database)
  await triggers('enable')
  expect(await weekly()).toMatchObject({
    created: 3,
    failed: [],
    perStudent: [{ studentId: student, created: 3 }],
  })
  expect(await weekly()).toMatchObject({ created: 0, perStudent: [] })
})

test('follows a change that no trigger saw, from today on', async () => {
  const student = await enrol(database)
  await triggers('disable')
  await database.session.query(
    `update public.students set fixed_schedule = '[{"day": "friday", "start_time": "10:00", "duration_minutes": 60}]'`,
  )
  await triggers('enable')
  expect(await weekly()).toMatchObject({
    created: 2,
    perStudent: [{ studentId: student, created: 2 }],
  })
  const { rows } = await database.session.query('select date from public.classes order by date')
  expect(rows.map(({ date }) => date)).toEqual([
    '2026-03-02',
    '2026-03-05',
    '2026-03-09',
    '2026-03-13',
    '2026-03-20',
  ])
})

test('the hourly tick runs once a week, late rather than never, and a missed Monday heals itself', async () => {
  await enrol(database)
  // Last Monday's run, a week late; it fills the coming weeks as any other.
  expect(await tick('2026-03-16T05:00:00Z')).toMatchObject({ due: true, created: 2 })
  expect(await tick('2026-03-16T06:00:00Z')).toMatchObject({ due: true, created: 0 })
  expect(await tick('2026-03-16T07:00:00Z')).toEqual({ due: false })
  expect(await tick('2026-04-01T09:00:00Z')).toMatchObject({ due: true, created: 3 })
})

test('two ticks at once run it once', async () => {
  await enrol(database)
  const others = await Promise.all([1, 2, 3, 4].map(() => connect(database.url)))
  const results = await Promise.all(
    others.map(async (session) => {
      const { rows } = await session.query(
        "select rollcall.weekly_tick('2026-03-16T06:30:00Z') as result",
      )
      return rows[0].result.due as boolean
    }),
  )
  await Promise.all(others.map((session) => session.end()))
  expect(results.filter(Boolean)).toHaveLength(1)
})
